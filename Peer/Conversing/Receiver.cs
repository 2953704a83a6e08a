using System.Buffers;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>Writes what arrives to stdout: at once where little does, in large pieces where much does.</summary>
internal sealed class Receiver(RtcDataChannel channel, Output output, IMessageFormat format)
{
    private const int FlushAt = 128 * 1024;

    private readonly ArrayBufferWriter<byte> _waiting = new(2 * FlushAt);

    /// <summary>Whether anything has come.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>
    /// Receives to the end of the channel; completes when all is written. Where stdout takes no more, what arrives is
    /// received all the same, and dropped: the other end could not close its side of a channel that nobody reads.
    /// </summary>
    public async Task RunAsync()
    {
        while (await channel.WaitToReadAsync())
        {
            while (channel.TryRead(out var message))
            {
                HasReceived = true;
                format.Append(message.Data.Span, _waiting);
                if (_waiting.WrittenCount >= FlushAt)
                {
                    await FlushAsync();
                }
            }

            await FlushAsync();
        }
    }

    private async ValueTask FlushAsync()
    {
        await output.WriteAsync(_waiting.WrittenMemory);
        _waiting.ResetWrittenCount();
    }
}
