namespace RtcPeer.Peer.Doctor;

/// <summary>Which destinations a NAT shows the same address of ours (RFC 4787 section 4.1).</summary>
internal enum NatMapping
{
    /// <summary>Too little was seen to tell.</summary>
    Unknown,

    /// <summary>Our own address is the one that is seen: there is no NAT on the way.</summary>
    None,

    /// <summary>All of them.</summary>
    EndpointIndependent,

    /// <summary>Those at the same IP address.</summary>
    AddressDependent,

    /// <summary>Only those at the same IP address and port.</summary>
    AddressAndPortDependent,

    /// <summary>One of the last two: the addresses that were asked do not tell which.</summary>
    Dependent,
}
