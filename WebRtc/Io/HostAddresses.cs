using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RtcPeer.WebRtc.Io;

/// <summary>The addresses of this machine that can be host candidates.</summary>
internal static class HostAddresses
{
    /// <summary>The usable addresses of the interfaces that are up and allowed, the preferred first.</summary>
    public static IReadOnlyList<IPAddress> Find(HostFilter filter) => Choose(NetworkInterface.GetAllNetworkInterfaces()
        .Where(adapter => adapter.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
        .Where(filter.Allows)
        .SelectMany(adapter => adapter.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(filter.Allows));

    /// <summary>Whether it is an address of this machine, usable or not.</summary>
    public static bool Exists(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .Any(adapter => adapter.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(address)));

    /// <summary>
    /// The usable ones, the preferred first. Loopback only where there is nothing else (RFC 8445 section 5.1.1.1), so
    /// that two peers on a machine without a network still meet.
    /// </summary>
    public static IReadOnlyList<IPAddress> Choose(IEnumerable<IPAddress> addresses)
    {
        var usable = addresses.Where(IsUsable).Distinct().ToList();
        var external = usable.Where(address => !IPAddress.IsLoopback(address)).ToList();
        return [.. (external.Count > 0 ? external : usable).OrderBy(Rank)];
    }

    // A link-local IPv6 address means nothing to the other end without its zone, which a candidate cannot carry.
    private static bool IsUsable(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !address.Equals(IPAddress.Any),
        AddressFamily.InterNetworkV6 => !address.IsIPv6LinkLocal && !address.IsIPv6Multicast
            && !address.IsIPv6SiteLocal && !address.IsIPv4MappedToIPv6,
        _ => false,
    };

    // IPv6 first as RFC 8445 section 5.1.2.2 recommends; the self-assigned IPv4 of a link without DHCP last.
    private static int Rank(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetworkV6 => 0,
        _ when address.GetAddressBytes() is [169, 254, ..] => 2,
        _ => 1,
    };
}
