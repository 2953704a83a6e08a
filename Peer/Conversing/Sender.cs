using Microsoft.Extensions.Logging;

namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Sends an input as messages to all who are there, as fast as the slowest of them takes them and no faster: what is read
/// is kept only until each has taken it.
/// </summary>
internal sealed class Sender(Stream input, Members members, ILogger logger)
{
    /// <summary>What no peer takes more than: it is the room that a connection has; in bytes.</summary>
    private const int MaxLine = 2 * 1024 * 1024;

    /// <summary>A size that every implementation takes; in bytes.</summary>
    private const int MaxChunk = 64 * 1024;

    private bool _toldNotUtf8;

    /// <summary>Each line is a text message. False where it ended because nobody took one.</summary>
    public async Task<bool> SendLinesAsync(CancellationToken cancellationToken)
    {
        var lines = new LineReader(input, MaxLine);
        while (true)
        {
            while (lines.TryRead(out var line))
            {
                if (!await SendAsync(line.IsTooLong ? line : Repaired(line), isText: true, cancellationToken))
                {
                    return false;
                }
            }

            if (lines.Ended)
            {
                return true;
            }

            await lines.FillAsync(cancellationToken);
        }
    }

    /// <summary>Whatever one read brings is a binary message: nothing waits for more. False where nobody took one.</summary>
    public async Task<bool> SendBytesAsync(CancellationToken cancellationToken)
    {
        var size = members.Present.Select(member => member.MaxMessageSize).Append(MaxChunk).Min();
        var buffer = new byte[size];
        while (await input.ReadOrLeaveAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (!await SendAsync(new InputLine(buffer.AsMemory(0, count), count), isText: false, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends a message to all; false where nobody is left to take it.</summary>
    private ValueTask<bool> SendAsync(InputLine message, bool isText, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isHandled = false;
        List<Task<bool>>? waiting = null;
        foreach (var member in members.Present)
        {
            if (message.Length > member.MaxMessageSize)
            {
                Refuse(message, member);
                isHandled = true;
                continue;
            }

            var sending = member.SendAsync(message.Bytes, isText, cancellationToken);
            if (sending.IsCompletedSuccessfully)
            {
                isHandled |= sending.Result;
            }
            else
            {
                (waiting ??= []).Add(sending.AsTask());
            }
        }

        return waiting is null ? new(isHandled) : WaitAsync(waiting, isHandled);
    }

    private static async ValueTask<bool> WaitAsync(List<Task<bool>> waiting, bool isHandled) =>
        (await Task.WhenAll(waiting)).Contains(true) || isHandled;

    private void Refuse(InputLine line, Member member)
    {
        if (members.WereSeveral)
        {
            logger.LineTooLongFor(member.Name, line.Length, member.MaxMessageSize);
        }
        else
        {
            logger.LineTooLong(line.Length, member.MaxMessageSize);
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
