using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// The small answers that go with the next packet: COOKIE ACK, HEARTBEAT ACK, ERROR. One of each at most: a flood of
/// questions gets few answers.
/// </summary>
internal sealed class PendingReplies
{
    private const int MaxReported = 64;

    private byte[] _heartbeat = [];
    private int _heartbeatLength;
    private byte[] _reported = [];
    private CauseCode _cause;

    /// <summary>To be the first of its packet.</summary>
    public bool IsCookieAckDue { get; set; }

    public void SetHeartbeatAck(ReadOnlySpan<byte> info)
    {
        if (_heartbeat.Length < info.Length) _heartbeat = new byte[info.Length];
        info.CopyTo(_heartbeat);
        _heartbeatLength = info.Length;
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
        if (writer.Free >= Chunk.HeaderSize + Chunk.Pad(_heartbeatLength))
        {
            var start = writer.BeginChunk(ChunkType.HeartbeatAck);
            writer.WriteBytes(_heartbeat.AsSpan(0, _heartbeatLength));
            writer.EndChunk(start);
        }
        _heartbeatLength = 0;
    }
}
