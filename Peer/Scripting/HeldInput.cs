using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>
/// An input that ends at a time of its own: not with the stream beneath, and not after it, but for what is there by then
/// and is still to be read.
/// </summary>
/// <param name="input">The stream beneath.</param>
/// <param name="end">When it ends.</param>
/// <param name="over">When it is too late even for that: whoever goes on writing is not waited for.</param>
internal sealed class HeldInput(Stream input, Task end, Task over) : HalfStream
{
    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!over.IsCompleted)
        {
            var reading = input.ReadAsync(buffer, cancellationToken).AsTask();
            if (await Task.WhenAny(reading, over) == reading && await reading is > 0 and var count)
            {
                return count;
            }
        }

        await end.WaitAsync(cancellationToken);
        return 0;
    }
}
