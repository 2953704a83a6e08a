using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Simulation;

public class SctpSimulationTests
{
    [Test]
    public void Delivers_over_a_perfect_wire()
    {
        var pair = new SctpPair(1).Connect();
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var payload = new byte[random.Next(1, 65536)];
            random.NextBytes(payload);
            pair.A.Outbox.Enqueue(new((ushort)(i % 3), 53, payload));
        }
        var sent = pair.A.Outbox.ToList();
        var start = pair.Now;
        pair.Loop.RunUntil(() => pair.B.Messages.Count == sent.Count, TimeSpan.FromMinutes(1));
        TestContext.Out.WriteLine($"took {pair.Now - start} for {sent.Sum(m => m.Payload.Length)} bytes, cwnd {pair.A.Association.Cwnd}, rtt {pair.A.Association.SmoothedRoundTripTime} rtx {pair.A.Association.Retransmissions}");
        for (ushort s = 0; s < 3; s++)
        {
            Assert.That(pair.B.Messages.Where(m => m.Stream == s).Select(m => m.Payload), Is.EqualTo(sent.Where(m => m.Stream == s).Select(m => m.Payload)));
        }
        Assert.That(pair.A.Association.Retransmissions, Is.Zero);
    }
}
