using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>SHUTDOWN, SHUTDOWN ACK, SHUTDOWN COMPLETE with T2 and T5 (RFC 9260 section 9.2).</summary>
internal sealed class ShutdownSequence(AssociationContext context, ReplyPacket reply, DataSender sender)
{
    /// <summary>T5-shutdown-guard: after this it is an abort.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private bool _isWanted;
    private bool _isDue;
    private int _attempts;
    private Instant _retry = Instant.Never;
    private Instant _guard = Instant.Never;

    public Instant Deadline => Instant.Earlier(_retry, _guard);

    public void Begin()
    {
        _isWanted = true;
        if (context.State == SctpState.Established) context.State = SctpState.ShutdownPending;
        else if (context.State == SctpState.Closed) context.End(SctpCloseReason.ShutdownByUs);
    }

    /// <summary>The handshake is over; perhaps the end was wanted before.</summary>
    public void OnEstablished()
    {
        if (_isWanted) context.State = SctpState.ShutdownPending;
    }

    /// <summary>Takes the next step once everything that was sent is acknowledged.</summary>
    public void Advance(Instant now)
    {
        if (context.State is not (SctpState.ShutdownPending or SctpState.ShutdownReceived) || !sender.IsEmpty) return;
        Enter(context.State == SctpState.ShutdownPending ? SctpState.ShutdownSent : SctpState.ShutdownAckSent, now);
    }

    public void OnShutdown(Chunk chunk, Instant now)
    {
        if (!new ByteReader(chunk.Value).TryReadUInt32(out var cumulative)) return;
        sender.OnCumulativeAck(new(cumulative), now);
        if (context.State is SctpState.Established or SctpState.ShutdownPending)
            context.State = SctpState.ShutdownReceived;
        else if (context.State == SctpState.ShutdownSent) Enter(SctpState.ShutdownAckSent, now);
        else if (context.State == SctpState.ShutdownAckSent) Repeat();
    }

    public void OnShutdownAck()
    {
        if (context.State is not (SctpState.ShutdownSent or SctpState.ShutdownAckSent) || context.Peer is not { } peer)
            return;
        reply.SetEmptyChunk(ChunkType.ShutdownComplete, 0, peer.Tag);
        End();
    }

    public void OnShutdownComplete()
    {
        if (context.State == SctpState.ShutdownAckSent) End();
    }

    /// <summary>DATA while we wait for SHUTDOWN ACK, or an INIT while we wait for SHUTDOWN COMPLETE: ours is said again.</summary>
    public void Repeat()
    {
        if (context.State is SctpState.ShutdownSent or SctpState.ShutdownAckSent) _isDue = true;
    }

    public void Tick(Instant now)
    {
        if (_guard <= now)
        {
            _guard = Instant.Never;
            context.AbortWith(CauseCode.None, string.Empty, SctpCloseReason.TooManyRetransmissions);
            return;
        }
        if (_retry > now) return;
        _retry = Instant.Never;
        _isDue = true;
        context.CountTimeout();
    }

    public void Write(ref ByteWriter writer, Tsn cumulative, Instant now)
    {
        if (!_isDue || writer.Free < 2 * Chunk.HeaderSize) return;
        _isDue = false;
        if (context.State == SctpState.ShutdownAckSent) writer.WriteEmptyChunk(ChunkType.ShutdownAck);
        else
        {
            var start = writer.BeginChunk(ChunkType.Shutdown);
            writer.WriteUInt32(cumulative.Value);
            writer.EndChunk(start);
        }
        var timeout = TimeSpan.FromTicks(sender.RoundTrip.Rto.Ticks << Math.Min(_attempts++, 16));
        _retry = now + (timeout < context.Options.RtoMax ? timeout : context.Options.RtoMax);
    }

    private void Enter(SctpState state, Instant now)
    {
        context.State = state;
        _isDue = true;
        _attempts = 0;
        if (_guard == Instant.Never) _guard = now + Guard;
    }

    private void End() =>
        context.End(_isWanted ? SctpCloseReason.ShutdownByUs : SctpCloseReason.ShutdownByPeer);
}
