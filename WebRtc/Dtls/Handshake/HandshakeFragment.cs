using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>A piece of a handshake message, as records carry it (RFC 6347 section 4.2.2).</summary>
internal readonly ref struct HandshakeFragment
{
    /// <summary>The bytes of the header before each fragment.</summary>
    public const int HeaderSize = 12;

    public HandshakeType Type { get; private init; }

    /// <summary>The bytes of the whole message's body.</summary>
    public int MessageLength { get; private init; }

    public ushort MessageSequence { get; private init; }

    /// <summary>Where in the body this piece belongs.</summary>
    public int Offset { get; private init; }

    public ReadOnlySpan<byte> Data { get; private init; }

    public int End => Offset + Data.Length;

    /// <summary>Reads the next fragment of a record, which lies wholly within its message.</summary>
    public static bool TryRead(scoped ref ByteReader reader, out HandshakeFragment fragment)
    {
        fragment = default;
        if (!reader.TryReadByte(out var type) || !reader.TryReadUInt24(out var messageLength)
            || !reader.TryReadUInt16(out var sequence) || !reader.TryReadUInt24(out var offset)
            || !reader.TryReadUInt24(out var length) || !reader.TryReadBytes(length, out var data)
            || offset + length > messageLength)
        {
            return false;
        }
        fragment = new()
        {
            Type = (HandshakeType)type,
            MessageLength = messageLength,
            MessageSequence = sequence,
            Offset = offset,
            Data = data,
        };
        return true;
    }

    public static void WriteHeader(
        Span<byte> destination, HandshakeType type, int messageLength, ushort messageSequence, int offset, int length)
    {
        var writer = new ByteWriter(destination);
        writer.WriteByte((byte)type);
        writer.WriteUInt24(messageLength);
        writer.WriteUInt16(messageSequence);
        writer.WriteUInt24(offset);
        writer.WriteUInt24(length);
    }
}
