using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>Part of a message, received behind a gap.</summary>
internal struct Fragment
{
    public byte[]? Buffer;
    public int Length;
    public uint Ppid;
    public Tsn Tsn;
    public ushort Stream;
    public uint Mid;
    public DataFlags Flags;

    /// <summary>The other end of the run of adjacent fragments of one message; valid at the two ends of a run.</summary>
    public Tsn RunOther;

    /// <summary>How many bytes the run has; valid at its first fragment.</summary>
    public int RunBytes;

    public readonly bool IsUnordered => (Flags & DataFlags.Unordered) != 0;

    public readonly ReadOnlySpan<byte> Payload => Buffer.AsSpan(0, Length);

    /// <summary>Whether the two could be of one message.</summary>
    public readonly bool Belongs(in Fragment other) =>
        Stream == other.Stream &&
        ((Flags ^ other.Flags) & DataFlags.Unordered) == 0 &&
        (Mid == other.Mid || IsUnordered);
}
