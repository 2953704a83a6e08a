using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// Receivers with small kernel buffers: 212,992 bytes are Linux's usual limit. One that reads so many bytes a second, and
/// drops what does not fit meanwhile, is a bottleneck with such a queue. Datagrams are as large as loopback carries.
/// </summary>
public class SmallBufferTests
{
    private const long Gigabit = 1_000_000_000;
    private static readonly SctpOptions Options = new() { MaxProbedPacketSize = 16_300 };

    [TestCase(40)]
    [TestCase(400)]
    public void A_burst_does_not_turn_into_loss(int microseconds)
    {
        var path = new FarPath(4 * Gigabit, TimeSpan.FromMicroseconds(microseconds), loss: 0, queue: 1, [Options])
            .Over(network => network with { QueueLimit = 212_992 })
            .Start();
        path.Run(TimeSpan.FromMilliseconds(100));
        var (again, sent) = (path.Retransmissions, path.PacketsSent);
        var share = path.Run(TimeSpan.FromMilliseconds(200)).Single();

        Assert.That(share, Is.GreaterThan(0.9), path.Describe());
        Assert.That(path.Retransmissions - again, Is.LessThan(0.1 * (path.PacketsSent - sent)), path.Describe());
    }
}
