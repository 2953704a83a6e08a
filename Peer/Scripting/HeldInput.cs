using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>An input that ends at a time of its own: not with the stream beneath, and not after it.</summary>
/// <param name="input">The stream beneath.</param>
/// <param name="end">When it ends.</param>
internal sealed class HeldInput(Stream input, Task end) : HalfStream
{
    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = input.ReadAsync(buffer, cancellationToken).AsTask();
        if (await Task.WhenAny(reading, end) == reading && await reading is > 0 and var count)
        {
            return count;
        }

        await end.WaitAsync(cancellationToken);
        return 0;
    }
}
