using System.Net;
using NUnit.Framework;
using RtcPeer.Peer.Doctor;

namespace RtcPeer.Peer.Tests.Peer.Doctor;

/// <summary>Every kind of NAT, asked through servers of every kind.</summary>
public class NatClassifierTests
{
    private static readonly IPEndPoint Local = IPEndPoint.Parse("10.0.0.2:5000");
    private static readonly IPEndPoint First = IPEndPoint.Parse("192.0.2.1:3478");
    private static readonly IPEndPoint FirstOtherPort = IPEndPoint.Parse("192.0.2.1:3479");
    private static readonly IPEndPoint SecondSamePort = IPEndPoint.Parse("192.0.2.2:3478");
    private static readonly IPEndPoint Second = IPEndPoint.Parse("192.0.2.2:3479");

    [Test]
    public void A_server_with_two_addresses_tells_every_kind(
        [Values(NatMapping.None, NatMapping.EndpointIndependent, NatMapping.AddressDependent, NatMapping.AddressAndPortDependent)] object mapping,
        [Values(NatFiltering.EndpointIndependent, NatFiltering.AddressDependent, NatFiltering.AddressAndPortDependent)] object filtering)
    {
        // As RFC 5780 section 4.3 asks: primary, the other address, the other address and port.
        var nat = new Nat((NatMapping)mapping, (NatFiltering)filtering);
        MappingSeen[] seen = [nat.See(First), nat.See(SecondSamePort), nat.See(Second)];

        Assert.That(NatClassifier.Mapping(Local, seen), Is.EqualTo((NatMapping)mapping));
        Assert.That(
            NatClassifier.Filtering(new FilteringSeen(nat.LetsIn(Second, sentTo: First), nat.LetsIn(FirstOtherPort, sentTo: First))),
            Is.EqualTo((NatFiltering)filtering));
    }

    [TestCase(NatMapping.None, NatMapping.None)]
    [TestCase(NatMapping.EndpointIndependent, NatMapping.EndpointIndependent)]
    [TestCase(NatMapping.AddressDependent, NatMapping.Dependent)]
    [TestCase(NatMapping.AddressAndPortDependent, NatMapping.Dependent)]
    public void Two_servers_do_not_tell_which_dependent_kind_it_is(object kind, object told)
    {
        var nat = new Nat((NatMapping)kind, NatFiltering.EndpointIndependent);

        Assert.That(NatClassifier.Mapping(Local, [nat.See(First), nat.See(Second)]), Is.EqualTo((NatMapping)told));
    }

    [TestCase(NatMapping.None, NatMapping.None)]
    [TestCase(NatMapping.EndpointIndependent, NatMapping.Unknown)]
    [TestCase(NatMapping.AddressDependent, NatMapping.Unknown)]
    [TestCase(NatMapping.AddressAndPortDependent, NatMapping.AddressAndPortDependent)]
    public void Two_ports_of_one_address_tell_only_dependence_on_the_port(object kind, object told)
    {
        var nat = new Nat((NatMapping)kind, NatFiltering.EndpointIndependent);

        Assert.That(NatClassifier.Mapping(Local, [nat.See(First), nat.See(FirstOtherPort)]), Is.EqualTo((NatMapping)told));
    }

    [Test]
    public void One_server_tells_only_whether_there_is_a_NAT(
        [Values(NatMapping.EndpointIndependent, NatMapping.AddressDependent, NatMapping.AddressAndPortDependent)] object kind)
    {
        var nat = new Nat((NatMapping)kind, NatFiltering.EndpointIndependent);

        Assert.That(NatClassifier.Mapping(Local, [nat.See(First)]), Is.EqualTo(NatMapping.Unknown));
        Assert.That(NatClassifier.Mapping(Local, [new MappingSeen(First, Local)]), Is.EqualTo(NatMapping.None));
    }

    [Test]
    public void Nothing_seen_is_unknown()
    {
        Assert.That(NatClassifier.Mapping(Local, []), Is.EqualTo(NatMapping.Unknown));
        Assert.That(NatClassifier.Filtering(null), Is.EqualTo(NatFiltering.Unknown));
    }

    [TestCase(NatMapping.AddressDependent, false, Outcome.Warning)]
    [TestCase(NatMapping.AddressAndPortDependent, false, Outcome.Warning)]
    [TestCase(NatMapping.Dependent, false, Outcome.Warning)]
    [TestCase(NatMapping.Dependent, true, Outcome.Ok)]
    [TestCase(NatMapping.EndpointIndependent, false, Outcome.Ok)]
    [TestCase(NatMapping.None, false, Outcome.Ok)]
    [TestCase(NatMapping.Unknown, false, Outcome.Ok)]
    public void A_NAT_that_cannot_be_foreseen_is_a_warning_without_TURN(object mapping, bool hasTurn, object outcome) =>
        Assert.That(
            NatJudgement.Of(new NatKind((NatMapping)mapping, NatFiltering.Unknown), hasTurn).Outcome, Is.EqualTo((Outcome)outcome));

    /// <summary>A NAT of RFC 4787, for one socket behind it.</summary>
    private sealed class Nat(NatMapping mapping, NatFiltering filtering)
    {
        private readonly Dictionary<string, IPEndPoint> _mapped = [];

        public MappingSeen See(IPEndPoint server)
        {
            var key = mapping switch
            {
                NatMapping.AddressDependent => server.Address.ToString(),
                NatMapping.AddressAndPortDependent => server.ToString(),
                _ => "",
            };
            if (!_mapped.TryGetValue(key, out var outside))
            {
                _mapped[key] = outside = mapping == NatMapping.None ? Local : new IPEndPoint(IPAddress.Parse("203.0.113.7"), 40_000 + _mapped.Count);
            }

            return new MappingSeen(server, outside);
        }

        public bool LetsIn(IPEndPoint from, IPEndPoint sentTo) => filtering switch
        {
            NatFiltering.AddressDependent => from.Address.Equals(sentTo.Address),
            NatFiltering.AddressAndPortDependent => from.Equals(sentTo),
            _ => true,
        };
    }
}
