using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class CandidateTests
{
    // One line of each form that aiortc, Chromium, Firefox, libdatachannel, libwebrtc, pion, SIPSorcery and werift write.
    [TestCase("a=candidate:3077952869 1 udp 2122265343 fd00::2 54891 typ host generation 0 network-id 2", "fd00::2", 54891, 2122265343u)]
    [TestCase("a=candidate:32b1715da3b0ef8ba684454eb 1 udp 2116026367 192.0.2.2 44195 typ host generation 0 ufrag 3cd0", "192.0.2.2", 44195, 2116026367u)]
    [TestCase("a=candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 38374 typ host", "192.0.2.2", 38374, 2130706431u)]
    [TestCase("candidate:0 1 UDP 2122187007 192.0.2.2 38231 typ host", "192.0.2.2", 38231, 2122187007u)]
    [TestCase("candidate:1 1 UDP 2114977791 192.0.2.2 44310 typ host", "192.0.2.2", 44310, 2114977791u)]
    [TestCase("candidate:1375336038 1 udp 2113937151 192.0.2.2 60628 typ host generation 0 ufrag oX7M network-cost 999", "192.0.2.2", 60628, 2113937151u)]
    [TestCase("candidate:1510613869 1 udp 2122063615 127.0.0.1 44976 typ host generation 0 ufrag Daxg network-id 3", "127.0.0.1", 44976, 2122063615u)]
    [TestCase("candidate:2070692838 1 udp 2130706431 192.0.2.2 41999 typ host", "192.0.2.2", 41999, 2130706431u)]
    [TestCase("candidate:3932939321 1 udp 2113937663 127.0.0.1 49374 typ host generation 0", "127.0.0.1", 49374, 2113937663u)]
    public void Host_candidates_of_eight_implementations_are_read(string line, string address, int port, uint priority)
    {
        Assert.That(Candidate.TryParse(line, out var candidate, out var problem), Is.True);
        Assert.That(problem, Is.EqualTo(CandidateProblem.None));
        Assert.That(candidate!.Address.ToIPAddress().ToString(), Is.EqualTo(address));
        Assert.That(candidate.Address.Port, Is.EqualTo(port));
        Assert.That(candidate.Priority, Is.EqualTo(priority));
        Assert.That(candidate.Type, Is.EqualTo(CandidateType.Host));
        Assert.That(candidate.Transport, Is.EqualTo(CandidateTransport.Udp));
        Assert.That(candidate.ComponentId, Is.EqualTo(1));
    }

    [Test]
    public void All_that_follows_the_type_is_read_in_any_order()
    {
        const string line = "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx "
            + "ufrag Ab+/ generation 0 rport 40000 foo bar raddr 10.0.0.1 network-cost 999";

        Assert.That(Candidate.TryParse(line, out var candidate, out _), Is.True);
        Assert.That(candidate, Is.EqualTo(new Candidate
        {
            Foundation = "842163049",
            Priority = 1677729535,
            Address = IceWire.Address("198.51.100.7:46154"),
            Type = CandidateType.ServerReflexive,
            RelatedAddress = IceWire.Address("10.0.0.1:40000"),
            UsernameFragment = "Ab+/",
        }));
    }

    [Test]
    public void TCP_candidates_are_told_apart()
    {
        Assert.That(Candidate.TryParse("candidate:2 1 TCP 2105458943 192.0.2.2 9 typ host tcptype active", out var candidate, out _), Is.True);
        Assert.That(candidate!.Transport, Is.EqualTo(CandidateTransport.Tcp));
        Assert.That(candidate.TcpType, Is.EqualTo(TcpCandidateType.Active));
        Assert.That(candidate.ToString(), Is.EqualTo("candidate:2 1 tcp 2105458943 192.0.2.2 9 typ host tcptype active"));
    }

    [TestCase("candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host")]
    [TestCase("candidate:1 1 udp 2130706431 2001:db8::1 1234 typ host")]
    [TestCase("candidate:4 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0")]
    [TestCase("candidate:4 1 udp 41885439 198.51.100.8 50000 typ relay raddr 198.51.100.7 rport 46154 ufrag wxyz")]
    public void A_line_is_written_as_it_was_read(string line)
    {
        Assert.That(Candidate.TryParse(line, out var candidate, out _), Is.True);
        Assert.That(candidate!.ToString(), Is.EqualTo(line));
    }

    [Test]
    public void The_scope_of_a_link_local_address_is_not_written()
    {
        var agent = new IceWire().A;
        var candidate = agent.AddLocalCandidate(
            TransportAddress.Create(System.Net.IPAddress.Parse("fe80::1%7"), 4000), 65535);

        Assert.That(candidate.ToString(), Is.EqualTo("candidate:1 1 udp 2130706431 fe80::1 4000 typ host"));
    }

    [TestCase("candidate:1 1 udp 2113937151 8c1b0c2a-5f0e-4a57-9d3f-0a2b0d0e0f10.local 1234 typ host", 2)]
    [TestCase("candidate:1 2 udp 2130706430 192.0.2.1 1234 typ host", 3)]
    [TestCase("candidate:1 1 sctp 2130706430 192.0.2.1 1234 typ host", 3)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2.1 1234 typ token", 3)]
    [TestCase("candidate:1 2 udp 2130706430 x.local 1234 typ host", 3)]
    [TestCase("", 1)]
    [TestCase("candidate:", 1)]
    [TestCase("1 1 udp 2130706430 192.0.2.1 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2.1 1234", 1)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2.1 1234 host typ", 1)]
    [TestCase("candidate:1 one udp 2130706430 192.0.2.1 1234 typ host", 1)]
    [TestCase("candidate:1 -1 udp 2130706430 192.0.2.1 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 4294967296 192.0.2.1 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2.1 65536 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2.256 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 192.0.2 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 1 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 0300.0.2.1 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 [fd00::2] 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 fd00:::2 1234 typ host", 1)]
    [TestCase("candidate:1 1 udp 2130706430 evil/../x 1234 typ host", 1)]
    public void What_cannot_be_used_is_told_apart(string line, int problem)
    {
        Assert.That(Candidate.TryParse(line, out var candidate, out var found), Is.False);
        Assert.That(candidate, Is.Null);
        Assert.That(found, Is.EqualTo((CandidateProblem)problem));
    }

    [TestCase("a=candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host\r\n")]
    [TestCase("candidate:1  1 udp   2130706431 192.0.2.1 1234 typ host ")]
    [TestCase("candidate:1 1 Udp 2130706431 192.0.2.1 1234 typ host dangling")]
    [TestCase("candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host raddr hidden.local rport 77777")]
    public void Small_liberties_are_forgiven(string line)
    {
        Assert.That(Candidate.TryParse(line, out var candidate, out _), Is.True);
        Assert.That(candidate!.ToString(), Is.EqualTo("candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host"));
    }

    [Test]
    public void A_scope_of_the_other_machine_means_nothing_here()
    {
        Assert.That(Candidate.TryParse("candidate:1 1 udp 1 fe80::1%eth0 1234 typ host", out var candidate, out _), Is.True);
        Assert.That(candidate!.Address.ScopeId, Is.Zero);
        Assert.That(candidate.Address.IsLinkLocal, Is.True);
    }

    [Test]
    public void A_line_cut_anywhere_is_survived()
    {
        const string line = "a=candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.1 rport 40000 tcptype so ufrag x";
        for (var length = 0; length < line.Length; length++)
        {
            var isRead = Candidate.TryParse(line.AsSpan(0, length), out var candidate, out var problem);
            Assert.That(isRead, Is.EqualTo(problem == CandidateProblem.None));
            Assert.That(isRead, Is.EqualTo(candidate is not null));
        }
    }

    [TestCase(0, 65535, 2130706431u)]
    [TestCase(1, 65535, 1694498815u)]
    [TestCase(2, 65535, 1862270975u)]
    [TestCase(3, 65535, 16777215u)]
    [TestCase(0, 1, 2113929727u)]
    public void Priorities_follow_the_formula_of_RFC_8445(int type, int localPreference, uint priority) => Assert.That(
        CandidatePriority.Compute((CandidateType)type, (ushort)localPreference), Is.EqualTo(priority));

    [Test]
    public void A_pair_has_the_same_priority_at_both_ends_but_tells_who_controls()
    {
        Assert.That(CandidatePriority.ComputePair(2, 1), Is.EqualTo((1UL << 32) + 5));
        Assert.That(CandidatePriority.ComputePair(1, 2), Is.EqualTo((1UL << 32) + 4));
        Assert.That(CandidatePriority.ComputePair(uint.MaxValue, uint.MaxValue), Is.GreaterThan(CandidatePriority.ComputePair(int.MaxValue - 1, int.MaxValue)));
    }
}
