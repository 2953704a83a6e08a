namespace RtcPeer.Peer.Files.Protocol;

/// <summary>How the transfer of a file ended.</summary>
/// <param name="Kind">The manner.</param>
/// <param name="Reason">For people; empty where all went well. It may be the other end's own words.</param>
internal sealed record TransferEnd(TransferEndKind Kind, string Reason)
{
    /// <summary>So much of what a stranger gives as a reason is kept.</summary>
    private const int MaxReason = 200;

    public static TransferEnd Whole { get; } = new(TransferEndKind.Whole, "");

    /// <summary>With the other end's words, of which there may be any number.</summary>
    public static TransferEnd ByRemote(TransferEndKind kind, string reason) =>
        new(kind, reason.Length == 0 ? "the other end gives no reason" : reason[..Math.Min(reason.Length, MaxReason)]);
}
