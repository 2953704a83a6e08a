using System.Diagnostics;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Bench;

/// <summary>
/// The end that waits for the call: it counts binary messages, answers the text "END" with what it has counted and
/// starts anew, and sends any other text back.
/// </summary>
internal sealed class Responder(RtcDataChannel channel, Activity activity)
{
    private long _bytes;
    private long _first;

    /// <summary>Responds until the channel ends.</summary>
    public async Task RunAsync()
    {
        while (await channel.WaitToReadAsync())
        {
            while (channel.TryRead(out var message))
            {
                if (message.IsText)
                {
                    await AnswerAsync(message.Data);
                }
                else
                {
                    Count(message.Data.Length);
                }
            }
        }
    }

    private void Count(int bytes)
    {
        if (_bytes == 0)
        {
            _first = Stopwatch.GetTimestamp();
            activity.Begin("receiving");
        }

        _bytes += bytes;
        activity.Add(bytes);
    }

    private ValueTask AnswerAsync(ReadOnlyMemory<byte> text)
    {
        if (!text.Span.SequenceEqual(BenchChannel.End.Span))
        {
            return channel.SendTextAsync(text);
        }

        var tally = new Tally(_bytes, _bytes == 0 ? 0 : Stopwatch.GetElapsedTime(_first).TotalMilliseconds);
        _bytes = 0;
        return channel.SendTextAsync(tally.Write());
    }
}
