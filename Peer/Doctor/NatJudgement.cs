namespace RtcPeer.Peer.Doctor;

/// <summary>Says what a kind of NAT means.</summary>
internal static class NatJudgement
{
    public static StageResult Of(NatKind nat, bool hasTurn) => new(Stage.Nat, OutcomeOf(nat, hasTurn), Describe(nat))
    {
        Cause = nat.IsHard && !hasTurn ? Cause.HardNat : Cause.None,
    };

    public static string Name(NatMapping mapping) => mapping switch
    {
        NatMapping.None => "none",
        NatMapping.EndpointIndependent => "endpoint-independent",
        NatMapping.AddressDependent => "address-dependent",
        NatMapping.AddressAndPortDependent => "address-and-port-dependent",
        NatMapping.Dependent => "dependent",
        _ => "unknown",
    };

    public static string Name(NatFiltering filtering) => filtering switch
    {
        NatFiltering.EndpointIndependent => "endpoint-independent",
        NatFiltering.AddressDependent => "address-dependent",
        NatFiltering.AddressAndPortDependent => "address-and-port-dependent",
        _ => "unknown",
    };

    private static Outcome OutcomeOf(NatKind nat, bool hasTurn) => nat.IsHard && !hasTurn ? Outcome.Warning : Outcome.Ok;

    private static string Describe(NatKind nat)
    {
        var mapping = nat.Mapping switch
        {
            NatMapping.None => "no NAT",
            NatMapping.Unknown => "mapping unknown (it takes two STUN servers, or one with two addresses)",
            NatMapping.Dependent => "mapping depends on the destination",
            var kind => $"mapping {Name(kind)}",
        };
        return $"{mapping}, filtering {Name(nat.Filtering)}";
    }
}
