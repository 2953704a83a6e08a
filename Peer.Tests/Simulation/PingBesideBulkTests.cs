using System.Buffers.Binary;
using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// A short message beside a transfer that never ends, over 20 Mbit/s and 40 ms: the wait in our buffers and in the
/// network's queue counts, from the call of Send to the echo.
/// </summary>
public class PingBesideBulkTests
{
    private const ushort PingStream = 1;
    private const ushort BulkStream = 2;
    private const long BytesPerSecond = 2_500_000;
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly byte[] Bulk = new byte[65_536];

    [TestCase(true, 1, 120)]
    [TestCase(true, 4, 120)]
    [TestCase(true, 16, 120)]
    [TestCase(false, 1, 150)]
    public void A_ping_is_quick(bool interleaving, int queue, double limit)
    {
        var (roundTrips, share) = Run(interleaving, queue, [BulkStream]);

        Assert.That(share, Is.GreaterThan(0.85), "of the bottleneck, for the transfer");
        Assert.That(roundTrips[(int)(0.99 * roundTrips.Count)], Is.LessThan(limit), $"p99 in ms; p50 {roundTrips[roundTrips.Count / 2]:F1}");
    }

    [Test]
    public void Ten_transfers_do_not_make_it_slower()
    {
        var (roundTrips, share) = Run(interleaving: true, queue: 1, [.. Enumerable.Range(2, 10).Select(stream => (ushort)stream)]);

        Assert.That(share, Is.GreaterThan(0.85));
        Assert.That(roundTrips[(int)(0.99 * roundTrips.Count)], Is.LessThan(120), $"p99 in ms; p50 {roundTrips[roundTrips.Count / 2]:F1}");
    }

    /// <param name="interleaving">Both ends know I-DATA.</param>
    /// <param name="queue">Before the bottleneck, in units of bandwidth times delay, which is 100 kB.</param>
    /// <param name="bulkStreams">On each of them a transfer.</param>
    private static (List<double> RoundTrips, double Share) Run(bool interleaving, int queue, ushort[] bulkStreams)
    {
        var options = new SctpOptions { HeartbeatInterval = TimeSpan.Zero, Interleaving = interleaving };
        var conditions = new LinkConditions
        {
            Latency = 20 * Ms, BytesPerSecond = BytesPerSecond, QueueLimit = queue * 100_000,
        };
        var pair = new SctpPair(1, conditions, options, options).Connect();
        var roundTrips = new List<double>();
        long received = 0;
        pair.A.OnTurn = now =>
        {
            foreach (var echo in pair.A.Messages)
                roundTrips.Add((now - new Instant(BinaryPrimitives.ReadInt64BigEndian(echo.Payload))).TotalMilliseconds);
            pair.A.Messages.Clear();
            for (var i = 0; i < bulkStreams.Length;)
            {
                if (pair.A.Association.Send(bulkStreams[i], 53, Bulk, default, now) != SendResult.Accepted) i++;
            }
        };
        pair.B.OnTurn = now =>
        {
            foreach (var message in pair.B.Messages)
            {
                received += message.Payload?.Length ?? 0;
                if (message.Stream == PingStream) pair.B.Association.Send(PingStream, 53, message.Payload, default, now);
            }
            pair.B.Messages.Clear();
        };
        for (var i = 0; i < 600; i++)
        {
            var payload = new byte[64];
            BinaryPrimitives.WriteInt64BigEndian(payload, pair.Now.Ticks);
            pair.A.Outbox.Enqueue(new(PingStream, 53, payload));
            pair.Loop.RunFor(33.7 * Ms);
        }
        roundTrips.Sort();
        Assert.That(roundTrips, Has.Count.GreaterThan(590));
        TestContext.Out.WriteLine($"p50 {roundTrips[300]:F1} p99 {roundTrips[(int)(0.99 * roundTrips.Count)]:F1} max {roundTrips[^1]:F1} ms");
        return (roundTrips, received / (BytesPerSecond * 600 * 0.0337));
    }
}
