using System.Net;
using NUnit.Framework;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Core;

public class TransportAddressTests
{
    [TestCase("192.0.2.1")]
    [TestCase("fd00::2")]
    [TestCase("::1")]
    [TestCase("255.255.255.255")]
    public void Keeps_address_and_port(string text)
    {
        Assert.That(TransportAddress.TryParse(text, 4711, out var address), Is.True);
        Assert.That(address.ToIPEndPoint(), Is.EqualTo(new IPEndPoint(IPAddress.Parse(text), 4711)));
    }

    [Test]
    public void An_IPv4_mapped_address_is_the_IPv4_address()
    {
        TransportAddress.TryParse("::ffff:192.0.2.1", 1, out var mapped);
        TransportAddress.TryParse("192.0.2.1", 1, out var plain);

        Assert.That(mapped, Is.EqualTo(plain));
        Assert.That(mapped.GetHashCode(), Is.EqualTo(plain.GetHashCode()));
    }

    [TestCase("127.0.0.1", true, false)]
    [TestCase("127.255.0.9", true, false)]
    [TestCase("::1", true, false)]
    [TestCase("169.254.3.4", false, true)]
    [TestCase("fe80::1", false, true)]
    [TestCase("febf::1", false, true)]
    [TestCase("fec0::1", false, false)]
    [TestCase("10.0.0.1", false, false)]
    public void Knows_loopback_and_link_local(string text, bool loopback, bool linkLocal)
    {
        TransportAddress.TryParse(text, 1, out var address);

        Assert.That(address.IsLoopback, Is.EqualTo(loopback));
        Assert.That(address.IsLinkLocal, Is.EqualTo(linkLocal));
    }

    [TestCase("example.org")]
    [TestCase("8c1b0c2a-5f0e-4a57-9d3f-0a2b0d0e0f10.local")]
    [TestCase("")]
    public void Refuses_names(string text) => Assert.That(TransportAddress.TryParse(text, 1, out _), Is.False);
}
