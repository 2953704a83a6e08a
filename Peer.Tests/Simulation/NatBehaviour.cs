namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>On what part of the other end a mapping, or a filter, depends (RFC 4787 sections 4.1 and 5).</summary>
internal enum NatBehaviour
{
    EndpointIndependent,
    AddressDependent,
    AddressAndPortDependent,
}
