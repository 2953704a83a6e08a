namespace RtcPeer.Peer.Doctor;

/// <summary>What kind of NAT, if any, stands between this machine and the servers.</summary>
internal sealed record NatKind(NatMapping Mapping, NatFiltering Filtering)
{
    public static NatKind Unknown { get; } = new(NatMapping.Unknown, NatFiltering.Unknown);

    /// <summary>Whether other peers can hardly foresee the address that they would have to send to.</summary>
    public bool IsHard => Mapping is NatMapping.AddressDependent or NatMapping.AddressAndPortDependent or NatMapping.Dependent;
}
