namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>In what the two forms of user data differ.</summary>
internal static class DataFormatExtensions
{
    extension(DataFormat format)
    {
        public ChunkType ChunkType => format == DataFormat.Plain ? ChunkType.Data : ChunkType.InterleavedData;

        public ChunkType ForwardType => format == DataFormat.Plain ? ChunkType.ForwardTsn : ChunkType.InterleavedForwardTsn;

        /// <summary>The chunk header and what stands before the payload, in bytes.</summary>
        public int HeaderSize => format == DataFormat.Plain ? 16 : 20;

        /// <summary>What FORWARD TSN or I-FORWARD-TSN takes for each stream, in bytes.</summary>
        public int ForwardEntrySize => format == DataFormat.Plain ? 4 : 8;

        /// <summary>The message number on the wire, of 16 or 32 bits, as the nearest one to another in an endless count.</summary>
        public long Unwrap(uint mid, long near) =>
            near + (format == DataFormat.Plain ? (short)(mid - (uint)near) : (int)(mid - (uint)near));
    }
}
