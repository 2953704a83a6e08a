using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io;
using RtcPeer.WebRtc.Io.Servers;

namespace RtcPeer.Peer.Tests.Io.Servers;

public class IceServerUrlTests
{
    [TestCase("stun:example.org", false, false, "Udp", "example.org", 3478)]
    [TestCase("stun:192.0.2.1:19302", false, false, "Udp", "192.0.2.1", 19302)]
    [TestCase("stuns:example.org", false, true, "Tcp", "example.org", 5349)]
    [TestCase("turn:example.org", true, false, "Udp", "example.org", 3478)]
    [TestCase("TURN:example.org:80?transport=tcp", true, false, "Tcp", "example.org", 80)]
    [TestCase("turn:[2001:db8::1]?transport=udp", true, false, "Udp", "2001:db8::1", 3478)]
    [TestCase("turns:[2001:db8::1]:443", true, true, "Tcp", "2001:db8::1", 443)]
    [TestCase("turns:example.org?transport=tcp", true, true, "Tcp", "example.org", 5349)]
    public void Takes_the_forms_of_RFC_7064_and_7065(
        string text, bool isTurn, bool isSecure, string transport, string host, int port)
    {
        var url = IceServerUrl.Parse(text);

        Assert.That(
            (url.IsTurn, url.IsSecure, url.Transport, url.Host, url.Port, url.Text),
            Is.EqualTo((isTurn, isSecure, Enum.Parse<TransportProtocol>(transport), host, (ushort)port, text)));
    }

    [TestCase("")]
    [TestCase("example.org")]
    [TestCase("http://example.org")]
    [TestCase("stun:")]
    [TestCase("stun://example.org")]
    [TestCase("stun:example.org?transport=udp")]
    [TestCase("stun:example.org:0")]
    [TestCase("stun:example.org:65536")]
    [TestCase("stun:example.org:port")]
    [TestCase("stun:2001:db8::1")]
    [TestCase("turn:[2001:db8::1")]
    [TestCase("turn:[192.0.2.1]")]
    [TestCase("turn:[2001:db8::1]3478")]
    [TestCase("turn:user@example.org")]
    [TestCase("turn:example.org/path")]
    [TestCase("turn:example.org?transport=sctp")]
    [TestCase("turn:example.org?ttl=1")]
    [TestCase("turns:example.org?transport=udp")]
    public void Names_what_is_none(string text) =>
        Assert.That(() => IceServerUrl.Parse(text), Throws.ArgumentException.With.Message.StartsWith($"'{text}'"));

    [Test]
    public void A_TURN_server_needs_credentials_and_a_connection_says_so()
    {
        var bare = new RtcIceServer { Urls = ["stun:example.org", "turn:example.org"] };

        Assert.That(() => new RtcPeerConnection(new() { IceServers = [bare] }), Throws.ArgumentException);
        Assert.That(() => (bare with { Username = "u", Credential = "c" }).Validate(), Throws.Nothing);
        Assert.That(() => new RtcIceServer { Urls = ["stun:example.org"] }.Validate(), Throws.Nothing);
        Assert.That(() => new RtcIceServer { Urls = [] }.Validate(), Throws.ArgumentException);
        Assert.That((bare with { Credential = "secret" }).ToString(), Does.Not.Contain("secret"));
    }
}
