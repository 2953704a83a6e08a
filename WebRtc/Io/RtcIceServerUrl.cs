using RtcPeer.WebRtc.Io.Servers;

namespace RtcPeer.WebRtc.Io;

/// <summary>The URL of a STUN or TURN server, taken apart (RFC 7064, RFC 7065).</summary>
public sealed record RtcIceServerUrl
{
    private RtcIceServerUrl()
    {
    }

    /// <summary>A name or an address; an IPv6 address without its brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The port, which depends on the scheme where the URL has none.</summary>
    public required int Port { get; init; }

    /// <summary>Whether it is a TURN server, which relays, or a STUN server, which only tells addresses.</summary>
    public required bool IsTurn { get; init; }

    /// <summary>Whether the server is reached over TCP, inside TLS or bare, and not over UDP.</summary>
    public required bool IsStream { get; init; }

    /// <summary>Whether TLS protects the way to the server.</summary>
    public required bool IsSecure { get; init; }

    /// <summary>Takes a URL apart.</summary>
    /// <param name="url">As in <see cref="RtcIceServer.Urls"/>.</param>
    /// <exception cref="ArgumentException">It is no such URL.</exception>
    public static RtcIceServerUrl Parse(string url)
    {
        var parsed = IceServerUrl.Parse(url);
        return new RtcIceServerUrl
        {
            Host = parsed.Host,
            Port = parsed.Port,
            IsTurn = parsed.IsTurn,
            IsStream = parsed.Transport == Core.TransportProtocol.Tcp,
            IsSecure = parsed.IsSecure,
        };
    }
}
