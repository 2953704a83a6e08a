namespace RtcPeer.Peer.Trust;

/// <summary>Has the person at the terminal compare.</summary>
internal sealed class TerminalVerifier(ITerminal terminal) : IVerifier
{
    public async Task<bool> IsSameAsync(string number, string remote, CancellationToken cancellationToken)
    {
        var answer = await terminal.AskAsync($"Does the other end show {number}, too? [y/N] ", cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
