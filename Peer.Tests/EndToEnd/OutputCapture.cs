using System.Text;
using System.Text.RegularExpressions;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Everything that a program has written to one stream, as bytes, and the means to wait for some of it.</summary>
internal sealed class OutputCapture
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    /// <summary>Reads the stream to its end.</summary>
    public async Task CaptureAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                Change(() => _bytes.Write(buffer, 0, read));
            }
        }
        finally
        {
            Change(() => _ended = true);
        }
    }

    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.ToArray();
            }
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Waits until the text matches; fails if the stream ends without that.</summary>
    public async Task<Match> WaitForAsync(Regex pattern, CancellationToken cancellationToken)
    {
        Match? match = null;
        await WaitUntilAsync(() => (match = pattern.Match(TextSoFar())).Success, $"/{pattern}/", cancellationToken);
        return match!;
    }

    /// <summary>Waits until there are so many bytes; fails if the stream ends before.</summary>
    public Task WaitForLengthAsync(int length, CancellationToken cancellationToken) =>
        WaitUntilAsync(() => _bytes.Length >= length, $"{length} bytes", cancellationToken);

    private async Task WaitUntilAsync(Func<bool> isThere, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (isThere())
                {
                    return;
                }

                if (_ended)
                {
                    throw new InvalidOperationException($"the output ended without {what}");
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private string TextSoFar() => Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
