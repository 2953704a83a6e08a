using RtcPeer.WebRtc.Io.Servers;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// A server that helps to find a path: STUN tells our address as the Internet sees it, TURN relays (W3C WebRTC,
/// RTCIceServer).
/// </summary>
public sealed record RtcIceServer
{
    /// <summary>
    /// Where it is: <c>stun:host:port</c>, <c>turn:host:port?transport=udp</c> (or <c>tcp</c>), or <c>turns:host:port</c>
    /// for TURN over TLS (RFC 7064, RFC 7065). The port may be left out: 3478, or 5349 with TLS.
    /// </summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The user that a TURN server asks for.</summary>
    public string? Username { get; init; }

    /// <summary>The password of that user.</summary>
    public string? Credential { get; init; }

    /// <summary>Checks what a connection would refuse.</summary>
    /// <exception cref="ArgumentException">A URL is none, or a TURN server lacks the credentials.</exception>
    public void Validate()
    {
        if (Urls is not { Count: > 0 }) throw new ArgumentException("An ICE server needs a URL");
        foreach (var url in Urls)
        {
            var isTurn = IceServerUrl.Parse(url).IsTurn;
            if (isTurn && (string.IsNullOrEmpty(Username) || string.IsNullOrEmpty(Credential)))
            {
                throw new ArgumentException($"The server {url} needs a username and a credential");
            }
        }
    }

    /// <summary>Without the credential, which belongs into no log.</summary>
    public override string ToString() => string.Join(", ", Urls);
}
