using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

public class IceSecurityTests
{
    [Test]
    public void What_is_not_authenticated_gets_no_answer_and_opens_nothing()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var own = peer.Agent.LocalCredentials.UsernameFragment;
        byte[][] forged =
        [
            peer.Check(key: [1, 2, 3]),
            peer.Check(key: peer.RemoteKey),
            peer.Check(username: $"{own}:other"),
            peer.Check(username: $"{own}x:raw+"),
            peer.Check(username: $"{own}:raw+x"),
            peer.Check(username: own),
            peer.Check(username: "raw+:" + own),
            peer.Check(username: ""),
            WithoutIntegrity(peer),
            new StunWriter(new byte[20], StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 1)).Written.ToArray(),
        ];
        foreach (var datagram in forged) peer.Send(datagram);

        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.IsValidated(RawPeer.Path), Is.False);
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(forged.Length));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.New));
    }

    [Test]
    public void Ten_thousand_junk_datagrams_disturb_nothing()
    {
        var random = new Random(1);
        var peer = new RawPeer(IceRole.Controlled);
        for (var count = 0; count < 10_000; count++)
        {
            var junk = new byte[random.Next(200)];
            random.NextBytes(junk);
            if (junk.Length > 8) (junk[0], junk[4], junk[5], junk[6], junk[7]) = (0, 0x21, 0x12, 0xA4, 0x42);
            peer.Send(junk);
        }
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(10_000));

        peer.Send(peer.Check(nominates: true));
        peer.AnswerAll();
        Assert.That(peer.Agent.SelectedPath, Is.EqualTo(RawPeer.Path));
    }

    [Test]
    public void Each_prefix_of_each_message_is_survived()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var asked = peer.DrainRequests().Single();
        foreach (var message in new[] { peer.Check(nominates: true), peer.Success(asked), peer.Error(asked, StunErrorCode.RoleConflict) })
        {
            for (var length = 0; length < message.Length; length++)
            {
                peer.Send(message[..length]);
                var fitted = message[..(length & ~3)];
                if (fitted.Length < 20) continue;
                fitted[2] = (byte)(fitted.Length - 20 >> 8);
                fitted[3] = (byte)(fitted.Length - 20);
                // Only the fingerprint may be missing from what counts.
                if (fitted.Length < message.Length - 8) peer.Send(fitted);
            }
        }
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Checking));

        peer.Send(peer.Success(asked));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void An_answer_counts_only_with_the_right_key_id_and_way()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var asked = peer.DrainRequests().Single();
        var otherId = asked.ToArray();
        otherId[10] ^= 1;

        peer.Send(peer.Success(asked, key: peer.LocalKey));
        peer.Send(peer.Success(otherId));
        peer.Send(peer.Success(asked), RawPeer.Path with { Remote = IceWire.Address("192.0.2.2:2001") });
        peer.Send(peer.Success(asked), RawPeer.Path with { Local = IceWire.Address("192.0.2.1:1001") });
        peer.Send(asked);
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Checking));
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(5));

        peer.Send(peer.Success(asked));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
        peer.Send(peer.Success(asked));
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(6), "a replay is not asked for any more");
    }

    [Test]
    public void A_wrong_fingerprint_spoils_what_is_right_otherwise()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var check = peer.Check();
        check[^1] ^= 1;
        peer.Send(check);

        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(1));
    }

    [Test]
    public void Unauthenticated_errors_change_nothing()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var asked = peer.DrainRequests().Single();

        peer.Send(peer.Error(asked, StunErrorCode.RoleConflict, key: [1]));
        peer.Send(peer.Error(asked, StunErrorCode.BadRequest, key: [1]));
        Assert.That(peer.Agent.Role, Is.EqualTo(IceRole.Controlled));

        peer.Send(peer.Success(asked));
        Assert.That(peer.Agent.State, Is.EqualTo(IceState.Connected));
    }

    [Test]
    public void A_check_at_an_address_that_is_not_ours_is_dropped()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(), RawPeer.Path with { Local = IceWire.Address("192.0.2.1:1001") });

        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void Checks_from_countless_addresses_take_bounded_memory_and_are_answered_one_to_one()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var answers = 0;
        for (var port = 1; port <= 1000; port++)
        {
            peer.Send(peer.Check(), RawPeer.Path with { Remote = IceWire.Address($"198.51.100.1:{port}") });
            var sent = peer.Drain();
            answers += sent.Count(datagram => datagram.Bytes[0] == 1);
            Assert.That(sent, Has.Count.LessThanOrEqualTo(2));
        }
        Assert.That(answers, Is.EqualTo(1000));
        var validated = Enumerable.Range(1, 1000).Count(
            port => peer.Agent.IsValidated(RawPeer.Path with { Remote = IceWire.Address($"198.51.100.1:{port}") }));
        Assert.That(validated, Is.EqualTo(64));
    }

    [Test]
    public void Early_checks_from_countless_addresses_take_bounded_memory()
    {
        var peer = new RawPeer(IceRole.Controlled, knowsCredentials: false);
        for (var port = 1; port <= 1000; port++)
        {
            peer.Send(peer.Check(), RawPeer.Path with { Remote = IceWire.Address($"198.51.100.1:{port}") });
            peer.Drain();
        }
        var validated = Enumerable.Range(1, 1000).Count(
            port => peer.Agent.IsValidated(RawPeer.Path with { Remote = IceWire.Address($"198.51.100.1:{port}") }));
        Assert.That(validated, Is.EqualTo(16));
    }

    [Test]
    public void A_burst_of_checks_waits_in_a_bounded_queue()
    {
        var peer = new RawPeer(IceRole.Controlled);
        for (var count = 0; count < 1000; count++) peer.Send(peer.Check());

        Assert.That(peer.Drain().Count(datagram => datagram.Bytes[0] == 1), Is.EqualTo(32));
        Assert.That(peer.Agent.DroppedPackets, Is.EqualTo(968));
    }

    [Test]
    public void Countless_candidates_are_bounded_and_the_best_are_kept()
    {
        var peer = new RawPeer(IceRole.Controlled);
        for (uint index = 1; index <= 64; index++)
            Assert.That(peer.Agent.AddRemoteCandidate(RawPeer.Host($"198.51.100.1:{index}", 1000 + index)), Is.EqualTo(AddCandidateResult.Added));

        Assert.That(peer.Agent.AddRemoteCandidate(RawPeer.Host("198.51.100.1:65", 1000)), Is.EqualTo(AddCandidateResult.TooMany));
        Assert.That(peer.Agent.AddRemoteCandidate(RawPeer.Host("198.51.100.1:66", 2000)), Is.EqualTo(AddCandidateResult.Added));
        var asked = new HashSet<TransportAddress>();
        for (var step = 0; step < 64; step++)
        {
            foreach (var (path, _) in peer.Drain()) asked.Add(path.Remote);
            peer.Advance(20);
        }
        Assert.That(asked, Has.Count.EqualTo(64));
        Assert.That(asked, Does.Contain(IceWire.Address("198.51.100.1:66")).And.Not.Contain(IceWire.Address("198.51.100.1:1")));
    }

    [Test]
    public void Pairs_are_bounded_and_the_best_are_kept()
    {
        var peer = new RawPeer(IceRole.Controlled);
        for (ushort index = 1; index <= 9; index++) peer.Agent.AddLocalCandidate(IceWire.Address($"10.0.0.{index}:1"), index);
        for (uint index = 1; index <= 64; index++) peer.Agent.AddRemoteCandidate(RawPeer.Host($"198.51.100.1:{index}", 1000 + index));

        var asked = new HashSet<TransportPath>();
        for (var step = 0; step < 200; step++)
        {
            foreach (var (path, _) in peer.Drain()) asked.Add(path);
            peer.Advance(20);
        }
        Assert.That(asked, Has.Count.EqualTo(128));
        Assert.That(asked.Count(path => path.Local == RawPeer.Base), Is.GreaterThan(asked.Count(path => path.Local == IceWire.Address("10.0.0.1:1"))));
    }

    [TestCase("0.0.0.0:1")]
    [TestCase("224.0.0.251:5353")]
    [TestCase("255.255.255.255:9")]
    [TestCase("[::]:1")]
    [TestCase("[ff02::fb]:5353")]
    [TestCase("192.0.2.2:0")]
    public void We_are_not_sent_to_where_no_single_host_is(string address)
    {
        var peer = new RawPeer(IceRole.Controlled);

        Assert.That(peer.Agent.AddRemoteCandidate(RawPeer.Host(address)), Is.EqualTo(AddCandidateResult.NotUsable));
        Assert.That(peer.Drain(), Is.Empty);
    }

    [Test]
    public void Candidates_that_cannot_be_paired_are_told_apart()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var host = RawPeer.Host("192.0.2.2:2000");

        Assert.That(peer.Agent.AddRemoteCandidate(host with { Transport = CandidateTransport.Tcp }), Is.EqualTo(AddCandidateResult.NotUsable));
        Assert.That(peer.Agent.AddRemoteCandidate(host with { UsernameFragment = "else" }), Is.EqualTo(AddCandidateResult.OtherGeneration));
        Assert.That(peer.Agent.AddRemoteCandidate(host with { UsernameFragment = "raw+" }), Is.EqualTo(AddCandidateResult.Added));
        Assert.That(peer.Agent.AddRemoteCandidate(host with { Foundation = "x" }), Is.EqualTo(AddCandidateResult.Duplicate));
        peer.Agent.Close();
        Assert.That(peer.Agent.AddRemoteCandidate(host), Is.EqualTo(AddCandidateResult.Ended));
    }

    private static byte[] WithoutIntegrity(RawPeer peer)
    {
        var writer = new StunWriter(new byte[256], StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 9));
        writer.Add(StunAttributeType.Username, System.Text.Encoding.UTF8.GetBytes($"{peer.Agent.LocalCredentials.UsernameFragment}:raw+"));
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }
}
