using System.Text;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Scripting;

/// <summary>What the conversation is held for: a message with a text in it (<c>--expect</c>), one message (<c>--once</c>), or nothing.</summary>
/// <param name="options">What the user asked for.</param>
/// <param name="output">Where messages are written.</param>
internal sealed class Awaited(PeerOptions options, Output output)
{
    /// <summary>How long the other end may take to end as well. It does not where its stdin goes on.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>How long it may take to read what is there of stdin: it is sent, however soon the message came.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly byte[]? _text = options.Expect is { } text ? Encoding.UTF8.GetBytes(text) : null;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private volatile bool _came;

    /// <summary>Completes when nothing more is waited for. Where nothing ever was, it does not.</summary>
    public Task Over => _over.Task;

    /// <summary>stdin, which ends when nothing more is waited for, and not before: the answer is still to come.</summary>
    public Stream Hold(Stream input) => options.Awaits ? new HeldInput(input, Over, AfterOverAsync(Rest)) : input;

    /// <summary>Messages, each of which is looked at before it is written.</summary>
    public IMessageFormat Watch(IMessageFormat format) => options.Awaits ? new AwaitingFormat(this, format) : format;

    /// <summary>Completes when it is time to leave an other end that has not ended.</summary>
    public Task LeaveAsync() => AfterOverAsync(Grace);

    /// <summary>Looks at a message. Whether it is to be written: after the one of <c>--once</c>, none is.</summary>
    public bool Take(ReadOnlySpan<byte> message)
    {
        if (options.Once && Interlocked.Exchange(ref _taken, 1) != 0)
        {
            // Nobody is to think that it was written.
            output.StopAfterNext();
            return false;
        }

        _came |= _text is null || message.IndexOf(_text) >= 0;
        if (options.Once || _came)
        {
            _over.TrySetResult();
        }

        return true;
    }

    /// <summary>The exit code of a conversation that ended with the given one.</summary>
    public ExitCode CodeOf(ExitCode end) => end == ExitCode.Done && options.Awaits && !_came ? ExitCode.NotExpected : end;

    private async Task AfterOverAsync(TimeSpan time)
    {
        await Over;
        await Task.Delay(time);
    }
}
