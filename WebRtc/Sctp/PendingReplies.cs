using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// The small answers that go with the next packet: COOKIE ACK, HEARTBEAT ACKs, ERROR. A flood of questions gets few
/// answers: one of each kind, and as many HEARTBEAT ACKs as fit a small packet, since heartbeats that find a path's MTU
/// come several at once.
/// </summary>
internal sealed class PendingReplies
{
    private const int MaxReported = 64;

    private const int MaxHeartbeats = 1024;

    private readonly byte[] _heartbeats = new byte[MaxHeartbeats];
    private int _heartbeatLength;
    private byte[] _reported = [];
    private CauseCode _cause;

    /// <summary>To be the first of its packet.</summary>
    public bool IsCookieAckDue { get; set; }

    public void AddHeartbeatAck(ReadOnlySpan<byte> info)
    {
        var size = Chunk.HeaderSize + Chunk.Pad(info.Length);
        if (size > MaxHeartbeats) return;
        if (_heartbeatLength + size > MaxHeartbeats) _heartbeatLength = 0;
        var writer = new ByteWriter(_heartbeats.AsSpan(_heartbeatLength, size));
        var start = writer.BeginChunk(ChunkType.HeartbeatAck);
        writer.WriteBytes(info);
        writer.EndChunk(start);
        _heartbeatLength += size;
    }

    /// <summary>Reports what was not understood, as far as there is room.</summary>
    public void SetError(CauseCode cause, ReadOnlySpan<byte> about)
    {
        if (_cause != CauseCode.None) return;
        _cause = cause;
        _reported = about[..Math.Min(about.Length, MaxReported)].ToArray();
    }

    public void Write(ref ByteWriter writer)
    {
        if (IsCookieAckDue)
        {
            writer.WriteEmptyChunk(ChunkType.CookieAck);
            IsCookieAckDue = false;
        }
        if (_cause != CauseCode.None && writer.Free >= 2 * Chunk.HeaderSize + MaxReported)
        {
            ErrorCauses.WriteError(ref writer, _cause, _reported);
            _cause = CauseCode.None;
        }
        if (_heartbeatLength == 0) return;
        if (writer.Free >= _heartbeatLength) writer.WriteBytes(_heartbeats.AsSpan(0, _heartbeatLength));
        _heartbeatLength = 0;
    }
}
