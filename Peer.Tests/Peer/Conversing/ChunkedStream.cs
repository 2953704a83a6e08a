namespace RtcPeer.Peer.Tests.Peer.Conversing;

/// <summary>An input that comes in pieces of the given sizes, over and over; a piece is what one read brings at most.</summary>
internal sealed class ChunkedStream(byte[] content, params int[] sizes) : MemoryStream(content)
{
    private int _reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Length])], cancellationToken);
}
