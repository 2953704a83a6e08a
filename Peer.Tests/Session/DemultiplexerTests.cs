using NUnit.Framework;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Session;

public class DemultiplexerTests
{
    [TestCase(0, "Stun")]
    [TestCase(3, "Stun")]
    [TestCase(4, "Unknown")]
    [TestCase(19, "Unknown")]
    [TestCase(20, "Dtls")]
    [TestCase(63, "Dtls")]
    [TestCase(64, "TurnChannel")]
    [TestCase(79, "TurnChannel")]
    [TestCase(80, "Unknown")]
    [TestCase(128, "Unknown")]
    [TestCase(255, "Unknown")]
    public void Tells_protocols_apart_by_the_first_byte(byte first, string kind) =>
        Assert.That(Demultiplexer.Classify([first, 0, 0]).ToString(), Is.EqualTo(kind));

    [Test]
    public void An_empty_datagram_is_nothing() => Assert.That(Demultiplexer.Classify([]), Is.EqualTo(DatagramKind.Unknown));
}
