using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// The variable-length vectors of TLS (RFC 5246 section 4.3): a length in 1, 2 or 3 bytes, then the content.
/// </summary>
internal static class TlsVectors
{
    extension(scoped ref ByteReader reader)
    {
        public bool TryReadVector8(out ReadOnlySpan<byte> content)
        {
            content = default;
            return reader.TryReadByte(out var length) && reader.TryReadBytes(length, out content);
        }

        public bool TryReadVector16(out ReadOnlySpan<byte> content)
        {
            content = default;
            return reader.TryReadUInt16(out var length) && reader.TryReadBytes(length, out content);
        }

        public bool TryReadVector24(out ReadOnlySpan<byte> content)
        {
            content = default;
            return reader.TryReadUInt24(out var length) && reader.TryReadBytes(length, out content);
        }

        /// <summary>A vector of 16-bit numbers: not empty, and no half of a number at its end.</summary>
        public bool TryReadNumbers16(out ReadOnlySpan<byte> content) =>
            reader.TryReadVector16(out content)
            && content.Length >= sizeof(ushort) && content.Length % sizeof(ushort) == 0;
    }

    extension(scoped ref ByteWriter writer)
    {
        public void WriteVector8(scoped ReadOnlySpan<byte> content)
        {
            writer.WriteByte((byte)content.Length);
            writer.WriteBytes(content);
        }

        public void WriteVector16(scoped ReadOnlySpan<byte> content)
        {
            writer.WriteUInt16((ushort)content.Length);
            writer.WriteBytes(content);
        }

        /// <summary>Leaves room for a 16-bit length, which <see cref="EndVector16"/> fills in.</summary>
        /// <returns>Where that room is.</returns>
        public int BeginVector16()
        {
            var start = writer.Length;
            writer.WriteUInt16(0);
            return start;
        }

        public void EndVector16(int start) => BinaryPrimitives.WriteUInt16BigEndian(
            writer.Written[start..], (ushort)(writer.Length - start - sizeof(ushort)));
    }

    extension(ReadOnlySpan<byte> numbers)
    {
        /// <summary>Whether a vector of 16-bit numbers, as it stands on the wire, has this one.</summary>
        public bool ContainsUInt16(ushort number)
        {
            for (; numbers.Length >= sizeof(ushort); numbers = numbers[sizeof(ushort)..])
            {
                if (BinaryPrimitives.ReadUInt16BigEndian(numbers) == number) return true;
            }
            return false;
        }
    }
}
