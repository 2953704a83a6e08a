namespace RtcPeer.Relay.Access;

/// <summary>The servers that help peers to find a path, and what it takes to give out credentials for them.</summary>
internal sealed record TurnOptions
{
    /// <summary>Such as <c>stun:turn.example.org</c> and <c>turn:turn.example.org?transport=udp</c>.</summary>
    public string[] Urls { get; init; } = [];

    /// <summary>The secret shared with the TURN server: coturn's <c>static-auth-secret</c>.</summary>
    public string? Secret { get; init; }

    /// <summary>A file that holds the <see cref="Secret"/>.</summary>
    public string? SecretFile { get; init; }

    /// <summary>How long credentials are valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Whether a URL is one of TURN, which needs credentials.</summary>
    public static bool NeedsCredentials(string url) => url.StartsWith("turn", StringComparison.Ordinal);

    /// <summary>What is wrong, or null.</summary>
    public string? Problem()
    {
        if (Array.Find(Urls, url => url.Split(':') is not ["stun" or "stuns" or "turn" or "turns", not "", ..]) is { } wrong)
        {
            return $"'{wrong}' of Turn:Urls is no URL of a STUN or TURN server: one looks like turn:example.org or stun:example.org:3478";
        }

        if (Urls.Any(NeedsCredentials) && string.IsNullOrEmpty(Secret) && string.IsNullOrEmpty(SecretFile))
        {
            return "Turn:Urls needs the Turn:Secret (or Turn:SecretFile) that is shared with the TURN server";
        }

        return Lifetime < TimeSpan.FromMinutes(1) || Lifetime > TimeSpan.FromDays(365)
            ? "Turn:Lifetime must be between a minute and a year (it is written as hours:minutes:seconds, as in 06:00:00)"
            : null;
    }
}
