namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>One chunk of a packet (RFC 9260 section 3.2): a view, valid while the packet's buffer is.</summary>
internal readonly ref struct Chunk(ChunkType type, byte flags, ReadOnlySpan<byte> value)
{
    public const int HeaderSize = 4;

    /// <summary>T bit of ABORT and SHUTDOWN COMPLETE: the verification tag is the receiver's own, reflected.</summary>
    public const byte TagReflected = 0x01;

    public ChunkType Type { get; } = type;

    public byte Flags { get; } = flags;

    /// <summary>What follows the 4-byte header, without padding.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    public bool HasReflectedTag => (Flags & TagReflected) != 0;

    /// <summary>Length with padding: every chunk and parameter begins at a multiple of four bytes.</summary>
    public static int Pad(int length) => length + 3 & ~3;
}
