namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>One parameter or error cause: a view, valid while the packet's buffer is.</summary>
internal readonly ref struct Parameter(ushort type, ReadOnlySpan<byte> whole)
{
    public ushort Type { get; } = type;

    /// <summary>With its 4-byte header and without padding, as an error has to repeat it.</summary>
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Value => Whole[Chunk.HeaderSize..];
}
