namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>An input or output that fails as soon as it is used.</summary>
internal sealed class FailingStream(IOException failure) : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromException<int>(failure);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromException(failure);
}
