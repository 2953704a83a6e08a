using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RtcPeer.WebRtc.Io;

/// <summary>Which of this machine's interfaces and addresses may be used.</summary>
/// <param name="Interfaces">The names of the interfaces; all where there are none.</param>
/// <param name="AllowsIPv6">Whether IPv6 may be used.</param>
internal sealed record HostFilter(IReadOnlyList<string> Interfaces, bool AllowsIPv6)
{
    public static HostFilter Everything { get; } = new([], AllowsIPv6: true);

    public static HostFilter Of(RtcConfiguration configuration) => new(configuration.NetworkInterfaces, configuration.AllowIPv6);

    /// <summary>
    /// What a connection to a server is to be bound to; null for whatever the system chooses.
    /// </summary>
    /// <exception cref="SocketException">No allowed interface has an address of that family.</exception>
    public IPEndPoint? FindSource(AddressFamily family)
    {
        if (Interfaces.Count == 0) return null;
        var source = HostAddresses.Find(this).FirstOrDefault(address => address.AddressFamily == family);
        return source is null ? throw new SocketException((int)SocketError.AddressNotAvailable) : new IPEndPoint(source, 0);
    }

    public bool Allows(NetworkInterface adapter) => Interfaces.Count == 0 || Interfaces.Contains(adapter.Name, StringComparer.Ordinal);

    public bool Allows(IPAddress address) => AllowsIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6;
}
