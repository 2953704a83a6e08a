namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A NAT's two behaviours (RFC 4787).</summary>
internal sealed record NatKind(NatBehaviour Mapping, NatBehaviour Filtering)
{
    /// <summary>All there are, the most open first.</summary>
    public static IReadOnlyList<NatKind> All { get; } =
    [
        .. from mapping in Enum.GetValues<NatBehaviour>()
           from filtering in Enum.GetValues<NatBehaviour>()
           select new NatKind(mapping, filtering),
    ];

    private bool IsOpenMapping => Mapping == NatBehaviour.EndpointIndependent;

    private bool IsStrictFilter => Filtering == NatBehaviour.AddressAndPortDependent;

    /// <summary>
    /// Whether two hosts behind such NATs can reach each other directly, knowing only how a STUN server sees them. Where
    /// both keep one port for all destinations, each sends to the other's. Where one does, the other can only be learnt
    /// from what arrives there, which a filter by port keeps out. Where none does, both have to let the other in at a port
    /// it was not sent to; and if both take a new port for each answer, they never meet.
    /// </summary>
    public bool CanReach(NatKind other) => (IsOpenMapping, other.IsOpenMapping) switch
    {
        (true, true) => true,
        (true, false) => !IsStrictFilter,
        (false, true) => !other.IsStrictFilter,
        _ => !IsStrictFilter && !other.IsStrictFilter
            && (Mapping == NatBehaviour.AddressDependent || other.Mapping == NatBehaviour.AddressDependent),
    };

    public override string ToString() => $"{NameOf(Mapping)} / {NameOf(Filtering)}";

    private static string NameOf(NatBehaviour behaviour) => behaviour switch
    {
        NatBehaviour.EndpointIndependent => "any",
        NatBehaviour.AddressDependent => "address",
        _ => "address and port",
    };
}
