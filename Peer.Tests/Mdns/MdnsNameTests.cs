using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.Peer.Tests.Mdns;

public class MdnsNameTests
{
    [Test]
    public void A_name_is_read_as_it_is_written_whatever_its_case()
    {
        var name = MdnsName.Create(new SeededEntropy(1));

        Assert.That(name.ToString(), Does.Match("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\.local$"));
        Assert.That(MdnsName.TryParse(name.ToString().ToUpperInvariant(), out var read) && read == name, Is.True);
    }

    [TestCase("printer.local")]
    [TestCase("localhost")]
    [TestCase("1f4c9f6e-4b1c-4e57-8a1c-0d8a5a3f2b11.lan")]
    [TestCase("1f4c9f6e-4b1c-4e57-8a1c-0d8a5a3f2b11.local.")]
    [TestCase("1f4c9f6e-4b1c-4e57-8a1c-0d8a5a3f2b1g.local")]
    [TestCase("a1f4c9f6e-4b1c-4e57-8a1c-0d8a5a3f2b1.local")]
    public void Any_other_name_is_none(string text) => Assert.That(MdnsName.TryParse(text, out _), Is.False);
}
