using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Keeps the lines a relay logs, and lets a test wait for one.</summary>
internal sealed class LogWatcher : ILogEventSink
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _waiting = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void Emit(LogEvent logEvent)
    {
        var line = logEvent.RenderMessage(CultureInfo.InvariantCulture) + logEvent.Exception;
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(wait => wait.Matches(line)))
            {
                found.TrySetResult(line);
            }
        }
    }

    /// <summary>The first line that matches, which may have been logged already, but not among the first <paramref name="skip"/>.</summary>
    public Task<string> WaitForAsync(Func<string, bool> matches, CancellationToken cancellationToken, int skip = 0)
    {
        lock (_lock)
        {
            if (_lines.FindIndex(skip, line => matches(line)) is >= 0 and var index)
            {
                return Task.FromResult(_lines[index]);
            }

            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((matches, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    public async Task<string> WaitForAsync(string part, CancellationToken cancellationToken, int skip = 0)
    {
        try
        {
            return await WaitForAsync(line => line.Contains(part, StringComparison.Ordinal), cancellationToken, skip);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"never logged: {part}\nlogged:\n{string.Join('\n', Lines)}");
        }
    }

    /// <summary>Waits until a part was logged as many times.</summary>
    public async Task WaitForTimesAsync(string part, int times, CancellationToken cancellationToken)
    {
        var found = 0;
        try
        {
            await WaitForAsync(line => line.Contains(part, StringComparison.Ordinal) && ++found == times, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"logged {found} times and not {times}: {part}\nlogged:\n{string.Join('\n', Lines)}");
        }
    }
}
