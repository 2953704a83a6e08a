using NUnit.Framework;
using RtcPeer.Peer.Tests.Ice;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Fuzz;

public class IceFuzzTests
{
    private const string Line = "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.1 rport 40000 tcptype so ufrag x";

    [Test]
    public void Mutated_candidate_lines_are_read_without_harm([Range(1, 10)] int seed)
    {
        const string alphabet = " :.=a1%[]0-\u00E9\t\0local9f";
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var text = Line.ToList();
            for (var changes = random.Next(1, 10); changes > 0; changes--)
            {
                var at = random.Next(text.Count);
                if (random.Next(3) == 0) text.RemoveAt(at);
                else if (random.Next(2) == 0) text.Insert(at, alphabet[random.Next(alphabet.Length)]);
                else text[at] = alphabet[random.Next(alphabet.Length)];
            }
            var line = new string([.. text]);
            if (!Candidate.TryParse(line, out var candidate, out _)) continue;
            Assert.That(Candidate.TryParse(candidate.ToString(), out var again, out _), Is.True, line);
            Assert.That(again, Is.EqualTo(candidate), line);
        }
    }

    [Test]
    public void An_agent_in_any_state_survives_mutated_messages([Range(1, 12)] int seed, [Values] bool controls)
    {
        var random = new Random(seed);
        var peer = new RawPeer(controls ? IceRole.Controlling : IceRole.Controlled, knowsCredentials: seed % 4 != 0);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        byte[] lastAsked = peer.Check();
        for (var round = 0; round < 400 && peer.Agent.State is not IceState.Failed; round++)
        {
            foreach (var (_, bytes) in peer.Drain())
            {
                if (bytes[0] == 0) lastAsked = bytes;
            }
            Assert.That(peer.Agent.NextDeadline, Is.GreaterThan(peer.Now));
            var message = random.Next(4) switch
            {
                0 => peer.Check(nominates: random.Next(2) == 0),
                1 => peer.Check(role: StunAttributeType.IceControlling, tieBreaker: (ulong)random.NextInt64()),
                2 => peer.Success(lastAsked),
                _ => peer.Error(lastAsked, (StunErrorCode)random.Next(300, 700)),
            };
            for (var copies = 0; copies < 5; copies++) peer.Send(StunFuzzTests.Mutate(random, message), SomePath(random));
            if (random.Next(10) == 0) peer.Send(message, SomePath(random));
            if (round == 200) peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2001"));
            while (peer.Agent.TryNextEvent(out _))
            {
            }
            peer.Advance(random.Next(200));
        }
    }

    [Test]
    public void An_agent_survives_nonsense_from_a_peer_that_has_the_password([Range(1, 12)] int seed, [Values] bool controls)
    {
        var random = new Random(seed);
        var peer = new RawPeer(controls ? IceRole.Controlling : IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        var asked = new StunTransactionId(1, 1);
        for (var round = 0; round < 400 && peer.Agent.State is not IceState.Failed; round++)
        {
            foreach (var (_, bytes) in peer.Drain())
            {
                if (bytes[0] == 0) asked = StunTransactionId.Read(bytes.AsSpan(8));
            }
            Assert.That(peer.Agent.NextDeadline, Is.GreaterThan(peer.Now));
            peer.Send(Nonsense(random, peer, asked), SomePath(random));
            while (peer.Agent.TryNextEvent(out _))
            {
            }
            peer.Advance(random.Next(300));
        }
    }

    /// <summary>A message of the right form and key with attributes of any kind, number and length.</summary>
    private static byte[] Nonsense(Random random, RawPeer peer, in StunTransactionId asked)
    {
        var types = Enum.GetValues<StunAttributeType>();
        var @class = (StunClass)random.Next(4);
        var isRequest = @class is StunClass.Request or StunClass.Indication;
        var writer = new StunWriter(new byte[8192], @class, StunMethod.Binding, isRequest ? new((ulong)random.NextInt64(), 1) : asked);
        if (isRequest)
        {
            var username = $"{peer.Agent.LocalCredentials.UsernameFragment}:{peer.Credentials.UsernameFragment}";
            writer.Add(StunAttributeType.Username, System.Text.Encoding.UTF8.GetBytes(username));
        }
        for (var count = random.Next(8); count > 0; count--)
        {
            var value = new byte[random.Next(4) == 0 ? random.Next(700) : random.Next(4) * 4];
            random.NextBytes(value);
            writer.Add(types[random.Next(types.Length)], value);
        }
        writer.AddIntegrity(isRequest ? peer.LocalKey : peer.RemoteKey);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }

    private static TransportPath SomePath(Random random) => random.Next(4) == 0
        ? RawPeer.Path with { Remote = IceWire.Address($"192.0.2.2:{2000 + random.Next(5)}") }
        : RawPeer.Path;
}
