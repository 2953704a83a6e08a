using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>HEARTBEAT of an idle association, with a nonce so that an answer cannot be made up (RFC 9260 section 8.3).</summary>
internal sealed class HeartbeatMonitor(AssociationContext context, RoundTripEstimator roundTrip)
{
    private ulong _nonce;
    private bool _isDue;
    private bool _isUnanswered;
    private Instant _sentAt;

    /// <summary>The next heartbeat, or the end of waiting for the answer to one.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    private bool IsWanted => context.Options.HeartbeatInterval > TimeSpan.Zero;

    /// <summary>Something came from the other end, so it lives.</summary>
    public void OnActivity(Instant now)
    {
        if (IsWanted && !_isUnanswered) Deadline = now + context.Options.HeartbeatInterval;
    }

    public void Tick(Instant now)
    {
        if (Deadline > now) return;
        if (_isUnanswered) context.CountTimeout();
        _isUnanswered = false;
        _isDue = true;
        Deadline = Instant.Never;
    }

    public void Write(ref ByteWriter writer, Instant now)
    {
        if (!_isDue || writer.Free < 24) return;
        _isDue = false;
        _isUnanswered = true;
        _nonce = context.Entropy.NextUInt64();
        _sentAt = now;
        var chunk = writer.BeginChunk(ChunkType.Heartbeat);
        var parameter = writer.BeginParameter((ushort)ParameterType.HeartbeatInfo);
        writer.WriteUInt64(_nonce);
        writer.EndParameter(parameter);
        writer.EndChunk(chunk);
        Deadline = now + roundTrip.Rto + context.Options.HeartbeatInterval;
    }

    /// <summary>False when it answers nothing that we asked.</summary>
    public bool OnAck(Chunk chunk, Instant now)
    {
        if (!_isUnanswered || !new ParameterReader(chunk.Value).TryRead(out var info)) return false;
        if (!new ByteReader(info.Value).TryReadUInt64(out var nonce) || nonce != _nonce) return false;
        _isUnanswered = false;
        context.ErrorCount = 0;
        roundTrip.OnSample(now - _sentAt);
        OnActivity(now);
        return true;
    }

    public void Stop() => Deadline = Instant.Never;
}
