namespace RtcPeer.Peer.CommandLine;

/// <summary>The ways between the peers.</summary>
internal static class PathSettings
{
    public static SettingGroup Group { get; } = new("Paths between the peers",
    [
        new("--ice-server", "IceServer",
            "A STUN or TURN server to use: stun:host:port, turn:host:port?transport=udp (or tcp), turns:host:port (over TLS). "
            + "Can be repeated.")
        {
            ValueName = "url",
            IsList = true,
            Default = "none",
            Commands = CommandSet.Networked,
        },
        new("--ice-username", "IceUsername", "The user at the TURN servers.")
        {
            ValueName = "name",
            Commands = CommandSet.Networked,
        },
        new("--ice-credential-file", "IceCredentialFile", "A file with the password of that user.")
        {
            ValueName = "file",
            Names = ValueKind.File,
            Commands = CommandSet.Networked,
        },
        new("--ice-ca", "IceCa", "Trust the authorities in this PEM file, and no others, with the certificates of TURN servers.")
        {
            ValueName = "file",
            Names = ValueKind.File,
            Default = "those of the system",
            Commands = CommandSet.Networked,
        },
        new("--ice-policy", "IcePolicy",
            "Which paths may be used: all, or relay for those through TURN servers alone, ours or those that the relay names.")
        {
            ValueName = "all|relay",
            Choices = ["all", "relay"],
            Default = "all",
            Commands = CommandSet.Networked,
        },
        new("--interface", "Interface",
            "Use the addresses of this network interface alone, by the name that the system gives it. Can be repeated.")
        {
            ValueName = "name",
            IsList = true,
            Default = "all",
            Commands = CommandSet.Networked,
        },
        new("--no-ipv6", "NoIPv6", "Use no IPv6 between the peers, and none towards STUN and TURN servers.")
        {
            Commands = CommandSet.Networked,
        },
        new("--no-tcp", "NoTcp", "Use no TCP between the peers, which otherwise takes over where UDP does not get through.")
        {
            Commands = CommandSet.Networked,
        },
        new("--hide-addresses", "HideAddresses",
            "Tell relay and peers random names instead of the addresses of this machine; in the same network, and there "
            + "alone, they can be asked for (multicast DNS).")
        {
            Commands = CommandSet.Networked,
        },
        new("--path-timeout", "PathTimeout",
            "How long a lost path is looked for anew before the connection counts as lost; 0 for no limit.")
        {
            ValueName = "seconds",
            Default = "25",
            Commands = CommandSet.Meeting,
        },
        new("--resume-for", "ResumeFor",
            "How long, from the loss of its path on, the stream between two peers waits for another connection; 0 for no limit.")
        {
            ValueName = "seconds",
            Default = "25",
            Commands = CommandSet.Talk,
        },
        new("--mtu", "Mtu",
            "The largest datagram sent, in bytes of UDP payload; auto finds out what the path carries, 1200 passes everywhere.")
        {
            ValueName = "auto|bytes",
            Choices = ["auto"],
            Default = "auto",
            Commands = CommandSet.Meeting,
        },
    ]);
}
