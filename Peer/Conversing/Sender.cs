using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>Sends an input as messages, as fast as the channel takes them and no faster.</summary>
internal sealed class Sender(Stream input, RtcDataChannel channel, int maxMessageSize, ILogger logger)
{
    /// <summary>A size that every implementation takes; in bytes.</summary>
    private const int MaxChunk = 64 * 1024;

    private bool _toldNotUtf8;

    /// <summary>Each line is a text message.</summary>
    public async Task SendLinesAsync(CancellationToken cancellationToken)
    {
        var lines = new LineReader(input, maxMessageSize);
        while (true)
        {
            while (lines.TryRead(out var line))
            {
                var text = line.IsTooLong ? line : Repaired(line);
                if (text.Length > maxMessageSize)
                {
                    logger.LineTooLong(text.Length, maxMessageSize);
                }
                else
                {
                    await channel.SendTextAsync(text.Bytes, cancellationToken);
                }
            }

            if (lines.Ended)
            {
                return;
            }

            await lines.FillAsync(cancellationToken);
        }
    }

    /// <summary>Whatever one read brings is a binary message: nothing waits for more.</summary>
    public async Task SendBytesAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(maxMessageSize, MaxChunk)];
        while (await input.ReadOrLeaveAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await channel.SendAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private InputLine Repaired(InputLine line)
    {
        var bytes = Utf8Repair.Repair(line.Bytes, out var repaired);
        if (repaired && !_toldNotUtf8)
        {
            _toldNotUtf8 = true;
            logger.InputNotUtf8();
        }

        return new InputLine(bytes, bytes.Length);
    }
}
