using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Turn;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Fuzz;

public class TurnFuzzTests
{
    private static readonly TransportAddress Client = TransportAddress.Create([192, 0, 2, 1], 1000);
    private static readonly TransportAddress Server = TransportAddress.Create([198, 51, 100, 1], 3478);
    private static readonly TransportAddress Peer = TransportAddress.Create([203, 0, 113, 1], 2000);

    /// <summary>Each answer of a server comes in many mutants before it comes itself, in every state.</summary>
    [Test]
    public void Mutated_answers_do_no_harm_in_any_state([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var server = new TurnServerDouble(Server);
        var allocation = new TurnAllocation(TurnClientEndpoint.Options(), new SeededEntropy(seed));
        var buffer = new byte[4000];
        var now = default(Instant);
        for (var step = 0; step < 300; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(20));
            allocation.Tick(now);
            if (step == 10) allocation.BindChannel(Peer, now);
            if (step % 7 == 0) allocation.TryWrap(buffer, random.Next(100), Peer.WithPort((ushort)random.Next(1, 100)), now, out _);
            while (allocation.TryWrite(buffer, now, out var length)) server.Receive(buffer.AsSpan(0, length), new(Server, Client), now);
            while (server.TryWrite(buffer, now, out var length, out var path))
            {
                if (path.Remote != Client) continue;
                var whole = buffer[..length];
                for (var i = 0; i < 50; i++) allocation.Receive(StunFuzzTests.Mutate(random, whole), now, out _, out _);
                allocation.Receive(whole, now, out _, out _);
            }
            while (allocation.TryNextEvent(out _))
            {
            }
            allocation.Tick(now);
            while (allocation.TryWrite(buffer, now, out var length)) server.Receive(buffer.AsSpan(0, length), new(Server, Client), now);
            Assert.That(allocation.NextDeadline, Is.GreaterThan(now));
            Assert.That(allocation.PeerCount, Is.LessThanOrEqualTo(TurnClientEndpoint.Options().MaxPeers));
        }
    }

    [Test]
    public void Mutated_streams_are_split_or_given_up([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var splitter = new StreamSplitter();
            for (var i = 0; i < 20 && !splitter.IsBroken; i++)
            {
                var bytes = StunFuzzTests.Mutate(random, Vectors.StunVectors.All[random.Next(Vectors.StunVectors.All.Length)]);
                bytes.CopyTo(splitter.Free);
                splitter.Advance(bytes.Length);
                while (splitter.TryTake(out var frame)) Assert.That(frame.Length, Is.GreaterThanOrEqualTo(4));
            }
            Assert.That(splitter.IsBroken || splitter.Free.Length > 0, Is.True, "there is room for more, or an end");
        }
    }
}
