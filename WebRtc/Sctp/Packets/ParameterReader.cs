using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Walks parameters or error causes, which share one form: type, length, value, padding.</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    private ReadOnlySpan<byte> _rest = parameters;

    /// <summary>The walk ended before the bytes did: a length below four, or beyond the chunk.</summary>
    public bool IsMalformed { get; private set; }

    public bool TryRead(out Parameter parameter)
    {
        parameter = default;
        if (_rest.IsEmpty || IsMalformed) return false;
        var length = _rest.Length < Chunk.HeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < Chunk.HeaderSize || length > _rest.Length)
        {
            IsMalformed = true;
            return false;
        }
        parameter = new(BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest[..length]);
        _rest = _rest[Math.Min(Chunk.Pad(length), _rest.Length)..];
        return true;
    }
}
