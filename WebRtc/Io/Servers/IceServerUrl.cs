using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>The URL of a STUN server (RFC 7064) or a TURN server (RFC 7065), taken apart.</summary>
internal sealed record IceServerUrl
{
    private const ushort DefaultPort = 3478;
    private const ushort DefaultSecurePort = 5349;

    private IceServerUrl(string text) => Text = text;

    /// <summary>As it was given.</summary>
    public string Text { get; }

    public bool IsTurn { get; private init; }

    /// <summary>Whether TLS protects the way to the server.</summary>
    public bool IsSecure { get; private init; }

    public TransportProtocol Transport { get; private init; }

    /// <summary>A name or an address; an IPv6 address without its brackets.</summary>
    public string Host { get; private init; } = "";

    public ushort Port { get; private init; }

    /// <exception cref="ArgumentException">It is not such a URL.</exception>
    public static IceServerUrl Parse(string url)
    {
        if (url?.Split(':', 2) is not [var scheme, var rest]) throw Wrong(url, "it begins with stun:, turn: or turns:");
        var (isTurn, isSecure) = scheme.ToLowerInvariant() switch
        {
            "stun" => (false, false),
            "stuns" => (false, true),
            "turn" => (true, false),
            "turns" => (true, true),
            _ => throw Wrong(url, "it begins with stun:, turn: or turns:"),
        };
        var (authority, query) = rest.Split('?', 2) is [var before, var after] ? (before, after) : (rest, null);
        if (query is not null && !isTurn) throw Wrong(url, "only URLs of TURN servers have a part behind '?'");
        var (host, port) = ReadAuthority(url, authority);
        return new IceServerUrl(url)
        {
            IsTurn = isTurn,
            IsSecure = isSecure,
            Transport = ReadTransport(url, query, isSecure),
            Host = host,
            Port = port ?? (isSecure ? DefaultSecurePort : DefaultPort),
        };
    }

    public override string ToString() => Text;

    private static TransportProtocol ReadTransport(string url, string? query, bool isSecure) => query switch
    {
        null => isSecure ? TransportProtocol.Tcp : TransportProtocol.Udp,
        "transport=udp" when isSecure => throw Wrong(url, "TURN over DTLS is not supported; turns: goes over TCP"),
        "transport=udp" => TransportProtocol.Udp,
        "transport=tcp" => TransportProtocol.Tcp,
        _ => throw Wrong(url, "behind '?' stands transport=udp or transport=tcp"),
    };

    private static (string Host, ushort? Port) ReadAuthority(string url, string authority)
    {
        if (authority.StartsWith("//", StringComparison.Ordinal)) throw Wrong(url, "no '//' stands before the host");
        string host;
        string? port;
        if (authority.StartsWith('['))
        {
            var end = authority.IndexOf(']', StringComparison.Ordinal);
            if (end < 0) throw Wrong(url, "the address is not closed by ']'");
            host = authority[1..end];
            if (!IsIPv6(host)) throw Wrong(url, "in brackets stands an IPv6 address");
            port = authority[(end + 1)..] switch
            {
                "" => null,
                [':', .. var digits] => digits,
                _ => throw Wrong(url, "behind ']' stands ':' and the port"),
            };
        }
        else
        {
            (host, port) = authority.Split(':') switch
            {
                [var alone] => (alone, null),
                [var name, var digits] => (name, digits),
                _ => throw Wrong(url, "an IPv6 address stands in brackets"),
            };
            if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4)) throw Wrong(url, "it has no valid host");
        }
        return (host, port is null ? null : ReadPort(url, port));
    }

    private static bool IsIPv6(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static ushort ReadPort(string url, string digits) =>
        ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw Wrong(url, "the port is a number from 1 to 65535");

    private static ArgumentException Wrong(string? url, string rule) =>
        new($"'{url}' is no URL of a STUN or TURN server: {rule}");
}
