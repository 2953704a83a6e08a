namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>
/// Local preferences (RFC 8445 section 5.1.2.1) of candidates that servers give: a relay over UDP beats one over TCP,
/// and that one over TLS. All are even, since a relayed candidate of a second family takes the number beside.
/// </summary>
internal static class LocalPreferences
{
    public const ushort Udp = 60_000;
    public const ushort Tcp = 40_000;
    public const ushort Tls = 20_000;
    public const ushort Step = 2;

    /// <summary>What the priority of a relayed candidate of ours was made for: "udp", "tcp" or "tls".</summary>
    public static string TransportOf(uint priority) => (ushort)(priority >> 8) switch
    {
        > Tcp + 1 => "udp",
        > Tls + 1 => "tcp",
        _ => "tls",
    };
}
