using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Files.Receiving;

/// <summary>Asks the person at the terminal whether files are wanted: once for each sender, before its first file.</summary>
/// <param name="terminal">Where the person sits.</param>
internal sealed class Consent(ITerminal terminal) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What is asked for one sender.</summary>
    public Func<Announcement, Task<bool>> ForSender()
    {
        var asking = new Lock();
        Task<bool>? answer = null;
        return announced =>
        {
            lock (asking)
            {
                return answer ??= AskAsync(announced);
            }
        };
    }

    /// <summary>Nobody is asked: all is taken.</summary>
    public static Func<Announcement, Task<bool>> Always { get; } = _ => Task.FromResult(true);

    public void Dispose() => _one.Dispose();

    private async Task<bool> AskAsync(Announcement announced)
    {
        await _one.WaitAsync();
        try
        {
            var size = announced.Size is { } bytes ? SizeText.Of(bytes) : "of unknown size";
            var question = $"Take {TerminalText.Harmless(announced.Name)} ({size}), and what else this sender has? [y/N] ";
            var answer = await terminal.AskAsync(question, CancellationToken.None);
            return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
        }
        finally
        {
            _one.Release();
        }
    }
}
