using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.PathMtu;
using RtcPeer.WebRtc.Sctp.Receiving;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>Judges each packet by its verification tag (RFC 9260 section 8.5) and hands its chunks to their machines.</summary>
internal sealed class PacketDispatcher(
    AssociationContext context,
    ReplyPacket reply,
    PendingReplies replies,
    DataSender sender,
    Handshake handshake,
    ShutdownSequence shutdown,
    HeartbeatMonitor heartbeat,
    PathMtuDiscovery pathMtu,
    OutgoingResets resets)
{
    public long ReceivedPackets { get; private set; }

    public long DroppedPackets { get; private set; }

    /// <summary>Null until the handshake is over.</summary>
    public DataReceiver? Receiver { get; private set; }

    public IncomingRequests? Requests { get; private set; }

    public void Receive(ReadOnlySpan<byte> packet, Instant now)
    {
        ReceivedPackets++;
        if (!PacketHeader.TryRead(packet, out var header, context.AcceptsZeroChecksum) || header.DestinationPort != context.Options.LocalPort)
        {
            DroppedPackets++;
            return;
        }
        var chunks = new ChunkReader(packet[PacketHeader.Size..]);
        if (!chunks.TryRead(out var chunk) || !Take(header, chunk, chunks, now)) DroppedPackets++;
    }

    /// <summary>The first chunk decides which tag the packet must have.</summary>
    private bool Take(PacketHeader header, Chunk first, ChunkReader rest, Instant now)
    {
        if (context.HasEnded) return AnswerAfterEnd(header, first);
        var goesOn = true;
        switch (first.Type)
        {
            case ChunkType.Init:
                return header.VerificationTag == 0 && rest.IsAtEnd && OnInit(first, now);
            case ChunkType.InitAck:
                return header.VerificationTag == context.LocalTag && rest.IsAtEnd &&
                    InitChunk.TryRead(first, out var ack) && OnInitAck(ack, now);
            case ChunkType.CookieEcho:
                if (!OnCookieEcho(header, first, now)) return false;
                break;
            case ChunkType.Abort:
                return HasTag(header, first) && OnAbort(first);
            case ChunkType.ShutdownComplete:
                if (!HasTag(header, first)) return false;
                shutdown.OnShutdownComplete();
                return true;
            default:
                if (header.VerificationTag != context.LocalTag || context.State == SctpState.Closed) return false;
                goesOn = Handle(first, now);
                break;
        }
        while (goesOn && !context.HasEnded && rest.TryRead(out var chunk)) goesOn = Handle(chunk, now);
        EndPacket(now);
        return !rest.IsMalformed;
    }

    /// <summary>Ours; or, where the T bit says so, what we have written ourselves, because the other end does not know ours.</summary>
    private bool HasTag(PacketHeader header, Chunk chunk) =>
        header.VerificationTag == (chunk.HasReflectedTag ? context.Peer?.Tag ?? 0 : context.LocalTag);

    /// <summary>
    /// RFC 9260 8.4: who still believes in an association that is over is told, in answer to each packet of its own.
    /// </summary>
    private bool AnswerAfterEnd(PacketHeader header, Chunk first)
    {
        if (header.VerificationTag != context.LocalTag || context.Peer is null || context.Abort is not null) return false;
        if (first.Type == ChunkType.ShutdownAck)
            reply.SetEmptyChunk(ChunkType.ShutdownComplete, Chunk.TagReflected, header.VerificationTag);
        else if (first.Type is ChunkType.Data or ChunkType.InterleavedData or ChunkType.Sack or ChunkType.Heartbeat or ChunkType.Shutdown)
            reply.SetAbort(new(header.VerificationTag, Chunk.TagReflected, CauseCode.None, string.Empty));
        return false;
    }

    private bool OnInit(Chunk chunk, Instant now)
    {
        if (context.State == SctpState.ShutdownAckSent)
        {
            shutdown.Repeat();
            return true;
        }
        return InitChunk.TryRead(chunk, out var init) && handshake.OnInit(init, now);
    }

    private bool OnInitAck(in InitChunk ack, Instant now)
    {
        if (!handshake.OnInitAck(ack, now)) return false;
        if (context.Peer is { } peer) sender.Begin(peer);
        return true;
    }

    private bool OnCookieEcho(PacketHeader header, Chunk chunk, Instant now)
    {
        var verdict = handshake.OnCookieEcho(chunk.Value, header.VerificationTag, now, out var peer);
        if (verdict == CookieVerdict.Discard || peer is null) return false;
        if (verdict == CookieVerdict.Restart)
        {
            context.Peer = peer;
            context.AbortWith(CauseCode.None, string.Empty, SctpCloseReason.PeerRestarted);
            return true;
        }
        if (verdict == CookieVerdict.Establish) Establish(peer, now);
        replies.IsCookieAckDue = true;
        return true;
    }

    private void Establish(PeerParameters peer, Instant now)
    {
        handshake.Complete(now);
        // What went with our COOKIE ECHO was lost with it, if the other end took a way of its own.
        if (context.Peer is { } known && known.Tag != peer.Tag) sender.OnCookieRepeated(now);
        context.Peer = peer;
        context.State = SctpState.Established;
        context.ErrorCount = 0;
        sender.Begin(peer);
        Receiver = new(context, peer, sender.RoundTrip);
        Requests = new(Receiver, peer);
        heartbeat.OnActivity(now);
        pathMtu.Restart();
        context.Events.Enqueue(new() { Kind = SctpEventKind.Connected });
        shutdown.OnEstablished();
    }

    private bool OnAbort(Chunk chunk)
    {
        if (context.State == SctpState.Closed) return false;
        var isByUser = ErrorCauses.First(chunk) == CauseCode.UserInitiatedAbort;
        var reason = isByUser ? SctpCloseReason.ClosedByPeer : SctpCloseReason.AbortedByPeer;
        if (!handshake.TryPlainly()) context.End(reason, ErrorCauses.Describe(chunk));
        return true;
    }

    /// <summary>False ends the packet.</summary>
    private bool Handle(Chunk chunk, Instant now)
    {
        if (Receiver is not { } receiver) return HandleEarly(chunk, now);
        switch (chunk.Type)
        {
            case ChunkType.Data or ChunkType.InterleavedData:
                return OnData(receiver, chunk);
            case ChunkType.Sack:
                if (!SackChunk.TryRead(chunk, out var sack) || !sender.OnSack(sack, now)) DroppedPackets++;
                return true;
            case ChunkType.ForwardTsn or ChunkType.InterleavedForwardTsn:
                return OnForwardTsn(receiver, chunk);
            case ChunkType.Heartbeat:
                replies.AddHeartbeatAck(chunk.Value);
                return true;
            case ChunkType.HeartbeatAck:
                if (!heartbeat.OnAck(chunk, now) && !pathMtu.OnAck(chunk, now)) DroppedPackets++;
                return true;
            case ChunkType.ReConfig:
                OnReConfig(chunk);
                return true;
            case ChunkType.Shutdown:
                shutdown.OnShutdown(chunk, now);
                return true;
            case ChunkType.ShutdownAck:
                shutdown.OnShutdownAck();
                return true;
            case ChunkType.Abort:
                OnAbort(chunk);
                return false;
            case ChunkType.Error or ChunkType.CookieAck or ChunkType.CookieEcho:
                return true;
            case ChunkType.Init or ChunkType.InitAck or ChunkType.ShutdownComplete:
                return false;
            case ChunkType.Pad:
                return true;
            default:
                return OnUnknown(chunk);
        }
    }

    /// <summary>During the handshake hardly anything has a meaning.</summary>
    private bool HandleEarly(Chunk chunk, Instant now)
    {
        switch (chunk.Type)
        {
            case ChunkType.CookieAck:
                if (context is not { State: SctpState.CookieEchoed, Peer: { } peer }) return false;
                Establish(peer, now);
                return true;
            case ChunkType.Error:
                if (ErrorCauses.First(chunk) == CauseCode.StaleCookie) handshake.OnStaleCookie();
                return true;
            case ChunkType.ShutdownAck:
                // RFC 9260 8.4 (5): the other end closes an association that we no longer know.
                reply.SetEmptyChunk(ChunkType.ShutdownComplete, Chunk.TagReflected, context.LocalTag);
                return false;
            case ChunkType.Abort:
                OnAbort(chunk);
                return false;
            default:
                return false;
        }
    }

    private bool OnData(DataReceiver receiver, Chunk chunk)
    {
        if (!context.MayReceiveData) return true;
        if (!DataChunk.TryRead(chunk, out var data))
        {
            context.AbortOnViolation(CauseCode.ProtocolViolation, "DATA too short");
            return false;
        }
        if (!IsAgreed(data.Format)) return false;
        receiver.Receive(data);
        if (context.State != SctpState.ShutdownSent) return true;
        receiver.RequireSack();
        shutdown.Repeat();
        return true;
    }

    private bool OnForwardTsn(DataReceiver receiver, Chunk chunk)
    {
        if (!context.MayReceiveData || !ForwardTsnChunk.TryRead(chunk, out var forward)) return true;
        if (!IsAgreed(forward.Format)) return false;
        receiver.Forward(forward);
        return true;
    }

    /// <summary>RFC 8260 2.2.1 and 2.3.1: either form for the whole association, or an ABORT.</summary>
    private bool IsAgreed(DataFormat format)
    {
        if (context.Peer?.Format == format) return true;
        context.AbortOnViolation(
            CauseCode.ProtocolViolation, format == DataFormat.Plain ? "DATA after I-DATA was agreed on" : "I-DATA without agreement");
        return false;
    }

    private void OnReConfig(Chunk chunk)
    {
        var parameters = new ParameterReader(chunk.Value);
        while (parameters.TryRead(out var parameter))
        {
            if (parameter.Type != (ushort)ParameterType.ReconfigurationResponse) Requests?.Receive(parameter);
            else if (ReconfigResponse.TryRead(parameter, out var response)) resets.OnResponse(response);
        }
    }

    private bool OnUnknown(Chunk chunk)
    {
        var action = UnknownAction.Of(chunk.Type);
        if (action.Reports) replies.SetError(CauseCode.UnrecognizedChunkType, chunk.Value);
        return !action.Stops;
    }

    private void EndPacket(Instant now)
    {
        if (context.HasEnded) return;
        Receiver?.EndPacket(now);
        sender.OnPacket();
        heartbeat.OnActivity(now);
        shutdown.Advance(now);
    }
}
