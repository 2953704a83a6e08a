using NUnit.Framework;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Sessions whose path is lost in mid-transfer: an ICE restart brings everything over, exactly once.</summary>
public class RestartSimulationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Test]
    public void A_path_that_dies_for_minutes_and_comes_back_loses_nothing([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var transfer = new Transfer(seed, random);
        var (pair, loop) = (transfer.Pair, transfer.Pair.Loop);
        loop.RunFor(TimeSpan.FromMilliseconds(random.Next(300)));

        var conditions = pair.Network.Conditions;
        pair.Network.Conditions = new LinkConditions { Loss = 1 };
        loop.RunFor(TimeSpan.FromSeconds(random.Next(1, 600)));
        pair.Network.Conditions = conditions;
        pair.Restart(random.Next(2) == 0 ? pair.Caller : pair.Callee, RelayDelay(random));

        transfer.Finish();
    }

    [Test]
    public void An_address_that_is_replaced_in_mid_transfer_loses_nothing([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var transfer = new Transfer(seed, random);
        var (pair, loop) = (transfer.Pair, transfer.Pair.Loop);
        for (byte move = 1; move <= 3; move++)
        {
            loop.RunFor(TimeSpan.FromMilliseconds(random.Next(200)));
            var moving = random.Next(2) == 0 ? pair.Caller : pair.Callee;
            moving.Address = TransportAddress.Create([10, 1, move, (byte)(moving == pair.Caller ? 1 : 2)], (ushort)(3000 + move));
            loop.RunFor(TimeSpan.FromSeconds(random.Next(3)));
            pair.Restart(random.Next(4) == 0 ? pair.Caller : moving, RelayDelay(random));
        }

        transfer.Finish();
    }

    [Test]
    public void Restarts_on_a_path_that_works_disturb_nothing([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var transfer = new Transfer(seed, random);
        for (var i = 0; i < 5; i++)
        {
            transfer.Pair.Restart(random.Next(2) == 0 ? transfer.Pair.Caller : transfer.Pair.Callee, RelayDelay(random));
        }

        transfer.Finish();
        Assert.That(transfer.Pair.Caller.States, Is.EqualTo(new[] { SessionState.Connecting, SessionState.Connected }));
    }

    private static TimeSpan RelayDelay(Random random) => TimeSpan.FromMilliseconds(random.Next(500));

    /// <summary>A connected pair with messages under way in both directions.</summary>
    private sealed class Transfer
    {
        private readonly int _seed;
        private readonly DataChannel _channel;
        private readonly List<string> _toCallee;
        private readonly List<string> _toCaller;

        public Transfer(int seed, Random random)
        {
            _seed = seed;
            Pair = new SimulatedPair(seed, new LinkConditions
            {
                Latency = TimeSpan.FromMilliseconds(random.Next(1, 60)),
                Loss = random.Next(2) == 0 ? 0 : 0.02,
                BytesPerSecond = 2_000_000,
            });
            _channel = Pair.Caller.Session.CreateDataChannel(new("chat"), Pair.Loop.Now);
            Pair.Negotiate(TimeSpan.Zero);
            Pair.Loop.RunUntil(
                () => Pair.Caller.Opened.Count == 1 && Pair.Callee.Opened.Count == 1, Patience, "the open channel");
            _toCallee = Send(Pair.Caller, _channel, random);
            _toCaller = Send(Pair.Callee, Pair.Callee.Opened[0], random);
        }

        public SimulatedPair Pair { get; }

        public void Finish()
        {
            Pair.Loop.RunUntil(
                () => Pair.Callee.ReceivedOn(Pair.Callee.Opened[0]).Count >= _toCallee.Count
                    && Pair.Caller.ReceivedOn(_channel).Count >= _toCaller.Count,
                Patience, "the last message");
            Assert.Multiple(() =>
            {
                Assert.That(Pair.Callee.ReceivedOn(Pair.Callee.Opened[0]), Is.EqualTo(_toCallee), $"seed {_seed}");
                Assert.That(Pair.Caller.ReceivedOn(_channel), Is.EqualTo(_toCaller), $"seed {_seed}");
                Assert.That(Pair.Caller.Session.State, Is.EqualTo(SessionState.Connected));
                Assert.That(Pair.Callee.Session.State, Is.EqualTo(SessionState.Connected));
                Assert.That(Pair.Caller.Closed, Is.Empty);
            });
        }

        private static List<string> Send(SimulatedPeer peer, DataChannel channel, Random random)
        {
            var sent = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                var payload = new byte[random.Next(100_000)];
                random.NextBytes(payload);
                peer.Send(channel, isText: false, payload);
                sent.Add(SimulatedPeer.Describe(isText: false, payload));
            }
            return sent;
        }
    }
}
