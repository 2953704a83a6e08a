using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>
/// stdout as whole lines of JSON. Who writes messages waits until they are written; events are posted, and written in
/// their order among the messages.
/// </summary>
internal sealed class EventOutput(Stream output) : HalfStream
{
    private readonly Lock _lock = new();
    private Task _writing = Task.CompletedTask;

    public override bool CanWrite => true;

    /// <summary>Writes an event when all before it is written, and does not wait for that.</summary>
    public void Post(ReadOnlyMemory<byte> line) => _ = AppendAsync(line);

    /// <summary>Completes when all is written, or nothing more can be.</summary>
    public async Task DrainAsync()
    {
        Task writing;
        lock (_lock)
        {
            writing = _writing;
        }

        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(AppendAsync(buffer));

    private Task AppendAsync(ReadOnlyMemory<byte> lines)
    {
        lock (_lock)
        {
            return _writing = WriteAfterAsync(_writing, lines);
        }
    }

    private async Task WriteAfterAsync(Task before, ReadOnlyMemory<byte> lines)
    {
        // Whoever tells of something must not wait for the reader of stdout, as a write of a pipe may.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await output.WriteAsync(lines);
    }
}
