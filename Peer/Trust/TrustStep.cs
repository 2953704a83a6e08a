namespace RtcPeer.Peer.Trust;

/// <summary>What one end says to the other to find out who it is. Each step has one or two of these members.</summary>
/// <param name="Id">Tells this exchange from others of the same two; the caller makes it up.</param>
internal sealed record TrustStep(string Id)
{
    /// <summary>SPAKE2's share: the caller's first step, and the callee's answer.</summary>
    public byte[]? Share { get; init; }

    /// <summary>SPAKE2's confirmation: with the callee's share, and the caller's second step.</summary>
    public byte[]? Confirmation { get; init; }

    /// <summary>The hash of the caller's nonce, which it thereby cannot choose any more when it sees the callee's.</summary>
    public byte[]? Commitment { get; init; }

    /// <summary>Random bytes: the callee's answer to a commitment, and the caller's second step.</summary>
    public byte[]? Nonce { get; init; }

    /// <summary>Whether an exchange begins with it.</summary>
    public bool IsFirst => this is { Share: not null, Confirmation: null } or { Commitment: not null };

    /// <summary>The sender will not talk.</summary>
    public bool IsRefusal { get; init; }
}
