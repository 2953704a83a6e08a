namespace RtcPeer.Peer.Trust;

/// <summary>The terminal that the program was started from, also where stdin and stdout are pipes.</summary>
internal interface ITerminal
{
    bool Exists { get; }

    /// <summary>Shows a line.</summary>
    void Tell(string line);

    /// <summary>Asks for a line that is not shown while it is typed; null where none comes.</summary>
    string? AskHidden(string question);

    /// <summary>Asks for a line; null where none comes.</summary>
    Task<string?> AskAsync(string question, CancellationToken cancellationToken);
}
