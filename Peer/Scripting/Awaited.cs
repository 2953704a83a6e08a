using System.Text;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Scripting;

/// <summary>What the conversation is held for: a message with a text in it (<c>--expect</c>), one message (<c>--once</c>), or nothing.</summary>
internal sealed class Awaited(string? text, bool once)
{
    private readonly byte[]? _text = text is null ? null : Encoding.UTF8.GetBytes(text);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private volatile bool _came;

    /// <summary>Whether there is anything to wait for. Then the end of stdin ends nothing: the answer is still to come.</summary>
    public bool IsAnything => once || _text is not null;

    /// <summary>Completes when nothing more is waited for.</summary>
    public Task Over => _over.Task;

    /// <summary>Looks at a message before it is written. Whether it is to be written: after the one of <c>--once</c>, none is.</summary>
    public bool Take(ReadOnlySpan<byte> message)
    {
        if (once && Interlocked.Exchange(ref _taken, 1) != 0)
        {
            return false;
        }

        _came |= _text is null || message.IndexOf(_text) >= 0;
        if (once || _came)
        {
            _over.TrySetResult();
        }

        return true;
    }

    /// <summary>The exit code of a conversation that ended with the given one.</summary>
    public ExitCode CodeOf(ExitCode end) => end == ExitCode.Done && IsAnything && !_came ? ExitCode.NotExpected : end;
}
