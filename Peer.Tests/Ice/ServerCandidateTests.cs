using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>Candidates that STUN and TURN servers give (RFC 8445 section 5.1.1.2).</summary>
public class ServerCandidateTests
{
    private static readonly TransportAddress Host = IceWire.Address("192.168.0.2:1000");
    private static readonly TransportAddress Mapped = IceWire.Address("203.0.113.9:5000");
    private static readonly TransportAddress Relayed = IceWire.Address("198.51.100.1:50000");

    private static readonly LocalOrigin Origin =
        new(IceWire.Address("198.51.100.1:3478"), TransportProtocol.Udp, 60_000, Host);

    [Test]
    public void A_reflexive_candidate_names_its_base_and_is_never_paired()
    {
        var agent = Agent();
        agent.AddLocalCandidate(Host, 65_535);

        var candidate = agent.AddServerReflexiveCandidate(Mapped, Host, Origin);

        Assert.That(
            candidate!.ToString(),
            Does.EndWith("203.0.113.9 5000 typ srflx raddr 192.168.0.2 rport 1000").And.StartsWith("candidate:2 1 udp "));
        Assert.That(Checks(agent), Is.EqualTo(new[] { Host }), "one pair, from the base");
    }

    [Test]
    public void A_reflexive_candidate_that_says_nothing_new_is_left_out()
    {
        var agent = Agent();
        agent.AddLocalCandidate(Host, 65_535);

        Assert.That(agent.AddServerReflexiveCandidate(Host, Host, Origin), Is.Null, "no NAT");
        Assert.That(agent.AddServerReflexiveCandidate(Mapped, Host, Origin), Is.Not.Null);
        Assert.That(agent.AddServerReflexiveCandidate(Mapped, Host, Origin), Is.Null, "a second server sees the same");
        Assert.That(agent.AddServerReflexiveCandidate(Mapped.WithPort(0), Host, Origin), Is.Null, "no address to send to");
    }

    [Test]
    public void LAN_is_preferred_to_reflexive_and_that_to_relayed()
    {
        var agent = Agent();
        var host = agent.AddLocalCandidate(Host, 1);
        var reflexive = agent.AddServerReflexiveCandidate(Mapped, Host, Origin);
        var relayed = agent.AddRelayedCandidate(Relayed, Origin);

        Assert.That(host.Priority, Is.GreaterThan(reflexive!.Priority));
        Assert.That(reflexive.Priority, Is.GreaterThan(relayed!.Priority));
        Assert.That(relayed.Priority >> 24, Is.Zero);
    }

    [Test]
    public void Foundations_are_shared_by_what_shares_its_fate()
    {
        var agent = Agent();
        var first = agent.AddRelayedCandidate(Relayed, Origin);
        var same = agent.AddRelayedCandidate(Relayed.WithPort(50_001), Origin);
        var overTcp = agent.AddRelayedCandidate(Relayed.WithPort(50_002), Origin with { Protocol = TransportProtocol.Tcp });
        var elsewhere = agent.AddRelayedCandidate(
            Relayed.WithPort(50_003), Origin with { Server = IceWire.Address("198.51.100.2:3478") });

        Assert.That(same!.Foundation, Is.EqualTo(first!.Foundation));
        Assert.That(new[] { first, overTcp!, elsewhere! }.Select(one => one.Foundation), Is.Unique);
    }

    [Test]
    public void A_relayed_address_is_a_base_that_checks_leave_from()
    {
        var agent = Agent();
        agent.AddRelayedCandidate(Relayed, Origin);

        Assert.That(Checks(agent), Is.EqualTo(new[] { Relayed }));
        Assert.That(agent.AddRelayedCandidate(Relayed, Origin), Is.Null, "a server that gives an address twice");
    }

    [Test]
    public void A_relayed_candidate_in_place_of_one_that_is_gone_has_a_foundation_of_its_own()
    {
        var agent = Agent();
        var first = agent.AddRelayedCandidate(Relayed, Origin);
        agent.RemoveLocalCandidate(Relayed, default);

        Assert.That(agent.AddRelayedCandidate(Relayed.WithPort(50_001), Origin)!.Foundation, Is.Not.EqualTo(first!.Foundation));
    }

    [Test]
    public void A_base_that_is_gone_takes_its_path_with_it_and_the_others_go_on()
    {
        var wire = new IceWire();
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.CandidatesOfA.Add(wire.A.AddRelayedCandidate(Relayed, Origin)!);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);
        Assert.That(wire.A.SelectedPath!.Value.Local, Is.EqualTo(IceWire.Address("192.0.2.1:1000")));

        wire.A.RemoveLocalCandidate(IceWire.Address("192.0.2.1:1000"), wire.Now);
        wire.RunUntil(() => wire.A.SelectedPath is { } path && path.Local == Relayed && wire.A.State == IceState.Completed);
    }

    [Test]
    public void A_query_is_sent_again_until_it_is_answered_and_then_now_and_then()
    {
        var query = new ServerReflexiveQuery(new SeededEntropy(1));
        var now = new Instant(TimeSpan.FromHours(1).Ticks);
        var sent = new List<TimeSpan>();
        var start = now;
        byte[] last = [];
        while (now - start < TimeSpan.FromSeconds(5)) Step(query, ref now, start, sent, ref last);
        Assert.That(sent.Take(5).Select(at => at.TotalMilliseconds), Is.EqualTo(new[] { 0, 250, 750, 1750, 3750 }).Within(1));

        Assert.That(Answer(query, [.. last[..19], (byte)(last[19] ^ 1)], now), Is.False, "another transaction");
        Assert.That(Answer(query, last, now), Is.True);
        Assert.That(query.Mapped, Is.EqualTo(Mapped));
        Assert.That((query.NextDeadline - now).TotalSeconds, Is.EqualTo(15));
    }

    [Test]
    public void A_query_that_nobody_answers_ends()
    {
        var query = new ServerReflexiveQuery(new SeededEntropy(1));
        var now = new Instant(TimeSpan.FromHours(1).Ticks);
        var start = now;
        var sent = new List<TimeSpan>();
        byte[] last = [];
        while (!query.HasFailed) Step(query, ref now, start, sent, ref last);

        Assert.That((sent.Count, now - start), Is.EqualTo((7, TimeSpan.FromSeconds(19.75))));
        Assert.That(query.NextDeadline, Is.EqualTo(Instant.Never));
    }

    private static IceAgent Agent() => new(new IceOptions(), new SeededEntropy(1)) { Role = IceRole.Controlling };

    /// <summary>The bases that checks to one candidate of the other end leave from.</summary>
    private static List<TransportAddress> Checks(IceAgent agent)
    {
        var now = new Instant(TimeSpan.FromHours(1).Ticks);
        agent.SetRemoteCredentials(new IceCredentials("abcd", "abcdefghijklmnopqrstuv"));
        Assert.That(Candidate.TryParse("candidate:1 1 udp 2130706431 192.0.2.2 2000 typ host", out var remote, out _), Is.True);
        agent.AddRemoteCandidate(remote!);
        var bases = new List<TransportAddress>();
        var buffer = new byte[IceAgent.MaxDatagramLength];
        for (var end = now + TimeSpan.FromMilliseconds(90); now < end; now += TimeSpan.FromMilliseconds(10))
        {
            agent.Tick(now);
            while (agent.TryWrite(buffer, now, out _, out var path)) bases.Add(path.Local);
        }
        return bases;
    }

    private static void Step(ServerReflexiveQuery query, ref Instant now, Instant start, List<TimeSpan> sent, ref byte[] last)
    {
        var buffer = new byte[100];
        query.Tick(now);
        while (query.TryWrite(buffer, now, out var length))
        {
            sent.Add(now - start);
            last = buffer[..length];
        }
        if (!query.HasFailed) now = Instant.Later(now, query.NextDeadline);
    }

    private static bool Answer(ServerReflexiveQuery query, byte[] request, Instant now)
    {
        var writer = new StunWriter(
            new byte[100], StunClass.SuccessResponse, StunMethod.Binding, StunTransactionId.Read(request.AsSpan(8)));
        writer.AddXorAddress(StunAttributeType.XorMappedAddress, Mapped);
        Assert.That(StunMessage.TryRead(writer.Written, out var answer), Is.True);
        return query.TryReceive(answer, now);
    }
}
