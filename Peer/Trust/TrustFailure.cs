namespace RtcPeer.Peer.Trust;

/// <summary>Why nothing is said over a connection.</summary>
/// <param name="Reason">For the user.</param>
/// <param name="IsGuess">Whether the other end may have tried a secret.</param>
internal sealed record TrustFailure(string Reason, bool IsGuess)
{
    public static TrustFailure NoSecretThere { get; } =
        new("the other end has no secret: it needs the same one (--secret, --secret-file)", IsGuess: false);

    public static TrustFailure NoSecretHere { get; } =
        new("the other end asks for a secret: give the same one here (--secret, --secret-file)", IsGuess: false);

    public static TrustFailure CannotCompare { get; } =
        new("the program at the other end knows nothing of --verify", IsGuess: false);

    public static TrustFailure OtherSecret { get; } =
        new("the secrets at the two ends differ, or somebody stands between them", IsGuess: true);

    public static TrustFailure NoProof { get; } =
        new("the other end did not prove in time that it knows the secret", IsGuess: true);

    public static TrustFailure NoNumber { get; } = new("the other end did not take part in the comparison", IsGuess: false);

    public static TrustFailure LeftBefore { get; } =
        new("the connection ended before it was known who is at its other end", IsGuess: true);

    public static TrustFailure NumbersDiffer { get; } =
        new("the numbers at the two ends differ: somebody may stand between them", IsGuess: false);

    public static TrustFailure RefusedThere { get; } =
        new("the other end has refused: the numbers differ, or nobody there compared them", IsGuess: false);

    public static TrustFailure TooManyGuesses { get; } =
        new("too many others did not know the secret: nobody else is let in", IsGuess: false);
}
