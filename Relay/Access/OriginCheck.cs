using System.Net;

namespace RtcPeer.Relay.Access;

/// <summary>
/// Which pages may connect. A browser lets every page open a WebSocket to every server and says which page it was
/// (RFC 6455 section 10.2): without this check a page of a stranger could use the relays that its visitors can reach.
/// </summary>
/// <param name="listed">Origins that may, besides the relay's own.</param>
internal sealed class OriginCheck(IReadOnlyCollection<string> listed)
{
    /// <summary>What is wrong with an origin to be listed, or null.</summary>
    public static string? Problem(string origin) =>
        origin is "*" or "null" || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && Same(origin, uri.GetLeftPart(UriPartial.Authority)))
            ? null
            : $"'{origin}' is no origin: one looks like https://example.org or http://localhost:3000 (or is * or null)";

    /// <summary>Whether a page may connect; a client that is no page always may.</summary>
    /// <param name="origin">The header field <c>Origin</c>; null where there is none.</param>
    /// <param name="host">The header field <c>Host</c>: the relay as the client knows it.</param>
    /// <param name="client">Where the client is.</param>
    public bool Allows(string? origin, string? host, IPAddress client)
    {
        if (origin is null || listed.Contains("*") || listed.Any(one => Same(one, origin)))
        {
            return true;
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page))
        {
            return false;
        }

        // The scheme is left out: a proxy before the relay may speak TLS for it. The second half is for pages that a
        // server on the client's own machine delivers.
        return Same(page.Authority, host) || (page.IsLoopback && IPAddress.IsLoopback(client));
    }

    private static bool Same(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
