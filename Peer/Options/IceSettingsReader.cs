using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using RtcPeer.Peer.Connecting;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Options;

/// <summary>
/// Reads the STUN and TURN servers: as a list with credentials for each ("IceServers"), or as URLs alone ("IceServer",
/// which the command line and the environment can say), with credentials that count for all of them.
/// </summary>
internal static class IceSettingsReader
{
    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static IceSettings Read(IConfigurationSection section)
    {
        var username = Text(section, "IceUsername");
        var credential = Credential(section, "IceCredential");
        List<RtcIceServer> servers = Text(section, "IceServer") is { } urls
            ? [Checked(urls.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), username, credential)]
            : [.. section.GetSection("IceServers").GetChildren().Select(entry => Entry(entry, username, credential))];
        var policy = Policy(Text(section, "IcePolicy") ?? "all");
        var authorities = Text(section, "IceCa") is { } ca ? FileSetting.Certificates("IceCa", ca) : null;
        return new IceSettings(servers.Count == 0 ? IceSettings.None.Servers : servers, policy, authorities)
        {
            Interfaces = Text(section, "Interface") is { } names ? InterfaceNames.Read(names, SystemInterfaces()) : [],
            AllowsIPv6 = !PeerOptionsReader.Switch(section, "NoIPv6"),
            AllowsTcp = !PeerOptionsReader.Switch(section, "NoTcp"),
            HidesAddresses = PeerOptionsReader.Switch(section, "HideAddresses"),
        };
    }

    private static List<string> SystemInterfaces() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Select(static adapter => adapter.Name)];

    private static RtcIceServer Entry(IConfigurationSection entry, string? username, string? credential) => Checked(
        [.. entry.GetSection("Urls").GetChildren().Select(url => url.Value ?? "")],
        Text(entry, "Username") ?? username,
        Credential(entry, "Credential") ?? credential);

    private static RtcIceServer Checked(IReadOnlyList<string> urls, string? username, string? credential)
    {
        var server = new RtcIceServer { Urls = urls, Username = username, Credential = credential };
        try
        {
            server.Validate();
        }
        catch (ArgumentException e)
        {
            throw new OptionException($"IceServers: {e.Message}");
        }

        return server;
    }

    private static string? Credential(IConfigurationSection section, string key) =>
        Text(section, $"{key}File") is { } file ? FileSetting.Line($"{key}File", file) : Text(section, key);

    private static RtcIceTransportPolicy Policy(string value) => value.ToLowerInvariant() switch
    {
        "all" => RtcIceTransportPolicy.All,
        "relay" => RtcIceTransportPolicy.Relay,
        _ => throw new OptionException($"IcePolicy is '{value}'; it can be all or relay"),
    };

    private static string? Text(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : null;
}
