using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>What a relay says of its servers: it may be anything.</summary>
public class IceServersJsonTests
{
    private const string Whole =
        """{"iceServers":[{"urls":["stun:a:1","turn:b?transport=tcp"],"username":"u","credential":"p"},{"urls":"turns:c","username":"v","credential":"q"}]}""";

    [Test]
    public void Servers_are_read_one_for_each_URL()
    {
        var servers = Read(Whole);

        Assert.That(servers.Select(server => server.Urls.Single()), Is.EqualTo(new[] { "stun:a:1", "turn:b?transport=tcp", "turns:c" }));
        Assert.That(servers.Select(server => (server.Username, server.Credential)), Is.EqualTo(new[] { ("u", "p"), ("u", "p"), ("v", "q") }));
    }

    [TestCase("""{"iceServers":[{"urls":["http://x","turn:none","stun:ok"]}]}""", "stun:ok")]
    [TestCase("""{"iceServers":[7,null,[],{},{"urls":7},{"urls":[7,null]},{"urls":"stun:ok","username":7}]}""", "stun:ok")]
    [TestCase("""{"iceServers":[]}""")]
    [TestCase("""{"iceServers":{}}""")]
    [TestCase("""[]""")]
    [TestCase("""{"iceServers":[{"urls":"\ud800"}]}""")]
    [TestCase("")]
    [TestCase("<html>")]
    public void What_cannot_be_used_is_left_out(string json, params string[] urls) =>
        Assert.That(Read(json).SelectMany(server => server.Urls), Is.EqualTo(urls));

    [Test]
    public void Every_beginning_of_an_answer_is_survived()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.That(Read(Whole[..length]), Is.Empty);
        }
    }

    [Test]
    public void There_are_not_too_many()
    {
        var urls = string.Join(',', Enumerable.Range(1, 1000).Select(port => $"\"stun:a:{port}\""));

        Assert.That(Read($$"""{"iceServers":[{"urls":[{{urls}}]}]}"""), Has.Count.EqualTo(16));
    }

    private static IReadOnlyList<RtcIceServer> Read(string json) => IceServersJson.Read(Encoding.UTF8.GetBytes(json));
}
