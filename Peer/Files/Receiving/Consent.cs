using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Logging;

namespace RtcPeer.Peer.Files.Receiving;

/// <summary>Asks the person at the terminal whether files are wanted: once for each sender, before its first file.</summary>
/// <param name="question">Where the question goes.</param>
/// <param name="readLine">Reads a line of the terminal; null at its end.</param>
internal sealed class Consent(TextWriter question, Func<string?> readLine) : IDisposable
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
            await question.WriteAsync(
                $"Take {TerminalText.Harmless(announced.Name)} ({size}), and what else this sender has? [y/N] ");
            await question.FlushAsync();
            return (await Task.Run(readLine))?.Trim() is { Length: > 0 } answer && answer[0] is 'y' or 'Y';
        }
        finally
        {
            _one.Release();
        }
    }
}
