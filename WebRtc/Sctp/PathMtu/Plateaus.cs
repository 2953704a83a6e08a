namespace RtcPeer.WebRtc.Sctp.PathMtu;

/// <summary>
/// The packet sizes that are worth a probe: one for each kind of link that paths are known to be made of, rather than
/// a search byte by byte (RFC 8899 section 5.3.2).
/// </summary>
internal static class Plateaus
{
    /// <summary>Bytes of UDP payload.</summary>
    private static readonly int[] Datagrams =
    [
        1232, // IPv6's least, 1,280, over IPv6
        1252, // and over IPv4
        1372, // tunnels of 1,420 (WireGuard) over IPv6, of 1,400 over IPv4
        1392, // WireGuard over IPv4
        1412,
        1444, // PPPoE, 1,492, over IPv6
        1452, // Ethernet over IPv6
        1464, // PPPoE over IPv4
        1472, // Ethernet over IPv4
        2276, // wireless links
        4324,
        8952, // jumbo frames over IPv6
        8972, // and over IPv4
    ];

    /// <summary>The sizes of packets, ascending, from the one that always passes to the largest that we may send.</summary>
    public static int[] Of(SctpOptions options)
    {
        var sizes = new List<int> { options.MaxPacketSize };
        var max = options.MaxProbedPacketSize & ~3;
        foreach (var datagram in Datagrams)
        {
            var packet = (datagram - SctpOptions.DatagramOverhead) & ~3;
            if (packet > sizes[^1] && packet < max) sizes.Add(packet);
        }
        if (max > sizes[^1]) sizes.Add(max);
        return [.. sizes];
    }
}
