using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Options;

/// <summary>A terminal at which somebody types the same line whatever is asked.</summary>
internal sealed class FakeTerminal(string? typed) : ITerminal
{
    /// <summary>What it has shown.</summary>
    public List<string> Shown { get; } = [];

    public bool Exists { get; init; } = true;

    public void Tell(string line) => Shown.Add(line);

    public string? AskHidden(string question)
    {
        Shown.Add(question);
        return typed;
    }

    public Task<string?> AskAsync(string question, CancellationToken cancellationToken) => Task.FromResult(AskHidden(question));
}
