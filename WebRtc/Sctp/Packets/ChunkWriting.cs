using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The frame that all chunks and parameters share: type, length, value, padding.</summary>
internal static class ChunkWriting
{
    extension(ref ByteWriter writer)
    {
        /// <summary>Begins a chunk; <see cref="EndChunk"/> fills its length in.</summary>
        public int BeginChunk(ChunkType type, byte flags = 0)
        {
            var start = writer.Length;
            writer.WriteByte((byte)type);
            writer.WriteByte(flags);
            writer.WriteUInt16(0);
            return start;
        }

        /// <summary>Begins a parameter or an error cause, behind the padding of the one before.</summary>
        public int BeginParameter(ushort type)
        {
            writer.WriteZeros(Chunk.Pad(writer.Length) - writer.Length);
            var start = writer.Length;
            writer.WriteUInt16(type);
            writer.WriteUInt16(0);
            return start;
        }

        /// <summary>
        /// Fills the length in. The padding is left to what follows, because that of a chunk's last parameter does not
        /// count in the chunk's length (RFC 9260 section 3.2).
        /// </summary>
        public void EndParameter(int start) =>
            BinaryPrimitives.WriteUInt16BigEndian(writer.Written[(start + 2)..], (ushort)(writer.Length - start));

        /// <summary>Ends what began at that place: the length without the padding, then the padding.</summary>
        public void EndChunk(int start)
        {
            var length = writer.Length - start;
            BinaryPrimitives.WriteUInt16BigEndian(writer.Written[(start + 2)..], (ushort)length);
            writer.WriteZeros(Chunk.Pad(length) - length);
        }

        /// <summary>A chunk with nothing behind its header.</summary>
        public void WriteEmptyChunk(ChunkType type, byte flags = 0) => writer.EndChunk(writer.BeginChunk(type, flags));
    }
}
