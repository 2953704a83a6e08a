using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Bench;

/// <summary>The channel, as a caller uses it: what it awaits are texts, and a channel that ends meanwhile is an error.</summary>
internal sealed class BenchChannel(RtcDataChannel channel)
{
    /// <summary>Asks the responder what it has counted.</summary>
    public static ReadOnlyMemory<byte> End { get; } = "END"u8.ToArray();

    public ValueTask SendBinaryAsync(ReadOnlyMemory<byte> message) => channel.SendAsync(message);

    public ValueTask SendTextAsync(ReadOnlyMemory<byte> message) => channel.SendTextAsync(message);

    /// <summary>Waits for the next text.</summary>
    /// <exception cref="BenchException">The channel has ended.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadTextAsync()
    {
        while (true)
        {
            while (channel.TryRead(out var message))
            {
                if (message.IsText)
                {
                    return message.Data;
                }
            }

            if (!await channel.WaitToReadAsync())
            {
                throw new BenchException(ExitCode.ConnectionLost, "the channel ended before the measurement was over");
            }
        }
    }
}
