using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Conversing;

/// <summary>Sends an input as messages to those who know nothing else, as fast as the slowest of them takes them.</summary>
internal sealed class MessageSender(PipeFraming framing, Members members, ILogger logger)
{
    /// <summary>What no peer takes more than: it is the room that a connection has; in bytes.</summary>
    private const int MaxLine = 2 * 1024 * 1024;

    /// <summary>A size that every implementation takes; in bytes.</summary>
    private const int MaxChunk = 64 * 1024;

    private readonly byte? _separator = Input.SeparatorOf(framing);
    private readonly LineReader _lines = new(MaxLine, Input.SeparatorOf(framing) ?? LineReader.Lf);
    private bool _toldNotUtf8;

    /// <summary>Sends what the next bytes of the input make whole. False where there is nobody to take it.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (members.Plain.Length == 0)
        {
            Skip(bytes.Span);
            return false;
        }

        if (_separator is null)
        {
            return await SendBytesAsync(bytes, cancellationToken);
        }

        _lines.Add(bytes.Span);
        return await SendLinesAsync(cancellationToken);
    }

    /// <summary>Sends a last line that has no end.</summary>
    public ValueTask<bool> EndAsync(CancellationToken cancellationToken)
    {
        if (members.Plain.Length == 0)
        {
            return new(false);
        }

        _lines.Complete();
        return SendLinesAsync(cancellationToken);
    }

    /// <summary>Nobody is there to take it; but who comes next is to get whole lines.</summary>
    private void Skip(ReadOnlySpan<byte> bytes)
    {
        if (_separator is { } separator)
        {
            var end = bytes.LastIndexOf(separator) + 1;
            if (end > 0)
            {
                _lines.Clear();
            }

            _lines.Add(bytes[end..]);
        }
    }

    /// <summary>Each line is a text message.</summary>
    private async ValueTask<bool> SendLinesAsync(CancellationToken cancellationToken)
    {
        var isTaken = true;
        while (isTaken && _lines.TryRead(out var line))
        {
            isTaken = await SendAsync(line.IsTooLong ? line : Repaired(line), isText: true, cancellationToken);
        }

        return isTaken;
    }

    /// <summary>Whatever one read brings goes at once: nothing waits for more.</summary>
    private async ValueTask<bool> SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var size = members.Plain.Select(member => member.MaxMessageSize).Append(MaxChunk).Min();
        var isTaken = true;
        for (var start = 0; isTaken && start < bytes.Length; start += size)
        {
            var piece = bytes.Slice(start, Math.Min(size, bytes.Length - start));
            isTaken = await SendAsync(new InputLine(piece, piece.Length), isText: false, cancellationToken);
        }

        return isTaken;
    }

    private ValueTask<bool> SendAsync(InputLine message, bool isText, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isHandled = false;
        List<Task<bool>>? waiting = null;
        foreach (var member in members.Plain)
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

    private void Refuse(InputLine line, PlainMember member)
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
