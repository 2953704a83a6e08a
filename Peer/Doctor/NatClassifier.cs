using System.Net;

namespace RtcPeer.Peer.Doctor;

/// <summary>Tells the kind of NAT from what was seen (RFC 5780 section 4), and guesses nothing.</summary>
internal static class NatClassifier
{
    /// <param name="local">The socket's own address.</param>
    /// <param name="seen">How servers see that one socket.</param>
    public static NatMapping Mapping(IPEndPoint? local, IReadOnlyList<MappingSeen> seen)
    {
        if (seen.Count == 0)
        {
            return NatMapping.Unknown;
        }

        if (local is not null && seen.All(one => one.Mapped.Equals(local)))
        {
            return NatMapping.None;
        }

        var pairs = (from one in seen from other in seen where !one.Server.Equals(other.Server) select (one, other)).ToList();
        var sameAddress = pairs.Where(pair => pair.one.Server.Address.Equals(pair.other.Server.Address)).ToList();
        var otherAddress = pairs.Where(pair => !pair.one.Server.Address.Equals(pair.other.Server.Address)).ToList();
        if (sameAddress.Exists(Differ))
        {
            return NatMapping.AddressAndPortDependent;
        }

        if (otherAddress.Count == 0)
        {
            return NatMapping.Unknown;
        }

        return (otherAddress.Exists(Differ), sameAddress.Count > 0) switch
        {
            (false, _) => NatMapping.EndpointIndependent,
            (true, true) => NatMapping.AddressDependent,
            (true, false) => NatMapping.Dependent,
        };
    }

    /// <param name="seen">Null where no server could be asked to answer from elsewhere.</param>
    public static NatFiltering Filtering(FilteringSeen? seen) => seen switch
    {
        null => NatFiltering.Unknown,
        { FromOtherAddress: true } => NatFiltering.EndpointIndependent,
        { FromOtherPort: true } => NatFiltering.AddressDependent,
        _ => NatFiltering.AddressAndPortDependent,
    };

    private static bool Differ((MappingSeen One, MappingSeen Other) pair) => !pair.One.Mapped.Equals(pair.Other.Mapped);
}
