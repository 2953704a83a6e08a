using System.Security.Cryptography.X509Certificates;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>The servers that help to find a path, and what may be used of what they find.</summary>
/// <param name="Servers">With their credentials: a secret.</param>
/// <param name="Policy">Whether a path may be direct.</param>
/// <param name="Authorities">Who must have signed the certificates of TURN servers; null for those that the system trusts.</param>
internal sealed record IceSettings(
    IReadOnlyList<RtcIceServer> Servers, RtcIceTransportPolicy Policy, X509Certificate2Collection? Authorities)
{
    /// <summary>No server is asked.</summary>
    public static IceSettings None { get; } = new([], RtcIceTransportPolicy.All, null);

    /// <summary>The names of the network interfaces to use; all where there are none.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Whether IPv6 is used.</summary>
    public bool AllowsIPv6 { get; init; } = true;

    /// <summary>Whether TCP is used between the peers.</summary>
    public bool AllowsTcp { get; init; } = true;

    /// <summary>Whether names are told instead of this machine's addresses.</summary>
    public bool HidesAddresses { get; init; }

    /// <summary>False where only TURN servers may be used, and there is none.</summary>
    public bool AllowsPaths => Policy != RtcIceTransportPolicy.Relay
        || Servers.Any(server => server.Urls.Any(url => url.StartsWith("turn", StringComparison.OrdinalIgnoreCase)));

    /// <summary>With more servers behind the own ones. What the user has said about a server counts.</summary>
    public IceSettings With(IReadOnlyList<RtcIceServer> more) => more.Count == 0
        ? this
        : this with { Servers = [.. Servers, .. more.Where(server => !server.Urls.Any(IsKnown))] };

    /// <summary>The same configuration, with these settings in it.</summary>
    public RtcConfiguration ApplyTo(RtcConfiguration configuration) =>
        configuration with
        {
            IceServers = Servers,
            IceTransportPolicy = Policy,
            TrustedRoots = Authorities,
            NetworkInterfaces = Interfaces,
            AllowIPv6 = AllowsIPv6,
            AllowTcp = AllowsTcp,
            HideHostAddresses = HidesAddresses,
        };

    private bool IsKnown(string url) => Servers.Any(server => server.Urls.Contains(url, StringComparer.OrdinalIgnoreCase));

    /// <summary>Without the credentials.</summary>
    public override string ToString() => nameof(IceSettings);
}
