namespace RtcPeer.Peer.Conversing;

/// <summary>A line of the input, without its end.</summary>
/// <param name="Bytes">What it says; nothing where it was too long to be kept.</param>
/// <param name="Length">Its length, in bytes.</param>
internal readonly record struct InputLine(ReadOnlyMemory<byte> Bytes, long Length)
{
    public bool IsTooLong => Length > Bytes.Length;
}
