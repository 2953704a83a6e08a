namespace RtcPeer.Peer.Doctor;

/// <summary>From whom a NAT or firewall lets datagrams in (RFC 4787 section 5).</summary>
internal enum NatFiltering
{
    /// <summary>No server that was asked can tell.</summary>
    Unknown,

    /// <summary>From anybody, once something was sent to somebody.</summary>
    EndpointIndependent,

    /// <summary>From IP addresses that something was sent to.</summary>
    AddressDependent,

    /// <summary>From addresses and ports that something was sent to.</summary>
    AddressAndPortDependent,
}
