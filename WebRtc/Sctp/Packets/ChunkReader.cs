using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Walks the chunks of a packet. A length that cannot be ends the walk.</summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> chunks)
{
    private ReadOnlySpan<byte> _rest = chunks;

    /// <summary>The walk ended before the bytes did: a length below four, or beyond the packet.</summary>
    public bool IsMalformed { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryRead(out Chunk chunk)
    {
        chunk = default;
        if (_rest.IsEmpty || IsMalformed) return false;
        var length = _rest.Length < Chunk.HeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < Chunk.HeaderSize || length > _rest.Length)
        {
            IsMalformed = true;
            return false;
        }
        chunk = new((ChunkType)_rest[0], _rest[1], _rest[Chunk.HeaderSize..length]);
        _rest = _rest[Math.Min(Chunk.Pad(length), _rest.Length)..];
        return true;
    }
}
