using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// One whole packet that answers something outside the association, or that must travel alone: INIT ACK, SHUTDOWN
/// COMPLETE, an ABORT. A later one takes the place of one not written yet: such answers are asked for again.
/// </summary>
internal sealed class ReplyPacket(AssociationContext context)
{
    private const int MaxSize = 512;

    private readonly byte[] _packet = new byte[MaxSize];
    private int _length;

    public bool IsPending => _length > 0;

    /// <summary>A writer for the chunk, behind the header's place.</summary>
    public ByteWriter Begin()
    {
        var writer = new ByteWriter(_packet);
        writer.WriteZeros(PacketHeader.Size);
        return writer;
    }

    public void End(in ByteWriter writer, uint tag)
    {
        _length = writer.Length;
        new PacketHeader(context.Options.LocalPort, context.Options.RemotePort, tag).Seal(writer.Written);
    }

    public void SetEmptyChunk(ChunkType type, byte flags, uint tag)
    {
        var writer = Begin();
        writer.WriteEmptyChunk(type, flags);
        End(writer, tag);
    }

    public void SetAbort(PendingAbort abort)
    {
        var writer = Begin();
        ErrorCauses.WriteAbort(ref writer, abort.Flags, abort.Cause, abort.Detail);
        End(writer, abort.Tag);
    }

    public bool TryWrite(Span<byte> destination, out int length)
    {
        length = _length;
        if (_length == 0 || _length > destination.Length) return false;
        _packet.AsSpan(0, _length).CopyTo(destination);
        _length = 0;
        return true;
    }
}
