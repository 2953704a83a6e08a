using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>The JSON of finding out who is there.</summary>
public class TrustWireTests
{
    private static readonly (TrustStep Step, string Json)[] Steps =
    [
        (new("1") { Share = [1, 2, 3] }, """{"uuid":"u","to":"t","trust":{"id":"1","share":"AQID"}}"""),
        (new("1") { Share = [1], Confirmation = [2] }, """{"uuid":"u","to":"t","trust":{"id":"1","share":"AQ==","confirm":"Ag=="}}"""),
        (new("1") { Commitment = [3] }, """{"uuid":"u","to":"t","trust":{"id":"1","commit":"Aw=="}}"""),
        (new("1") { Nonce = [4] }, """{"uuid":"u","to":"t","trust":{"id":"1","nonce":"BA=="}}"""),
        (new("1") { IsRefusal = true }, """{"uuid":"u","to":"t","trust":{"id":"1","refused":true}}"""),
    ];

    [Test]
    public void Steps_are_written_and_read_back()
    {
        foreach (var (step, json) in Steps)
        {
            Assert.That(Write(new SignallingMessage.Trust("u", "t", step)), Is.EqualTo(json));
            var read = (SignallingMessage.Trust?)Read(json);
            Assert.That(read is { Uuid: "u", To: "t" });
            Assert.That(Write(read!), Is.EqualTo(json));
        }
    }

    [TestCase("""{"uuid":"u","trust":"secret"}""")]
    [TestCase("""{"uuid":"u","trust":{}}""")]
    [TestCase("""{"uuid":"u","trust":{"id":""}}""")]
    [TestCase("""{"uuid":"u","trust":{"id":1}}""")]
    [TestCase("""{"uuid":"u","trust":{"id":"1","share":7}}""")]
    [TestCase("""{"uuid":"u","trust":{"id":"1","share":"%"}}""")]
    public void What_is_no_step_is_none(string json) => Assert.That(Read(json), Is.Null);

    [Test]
    public void What_is_longer_than_any_step_is_none()
    {
        Assert.That(Read(Json("id", new string('1', 65))), Is.Null);
        Assert.That(Read(Json("share", Convert.ToBase64String(new byte[129]))), Is.Null);
    }

    [TestCase("none", true)]
    [TestCase("compare", true)]
    [TestCase("secret", true)]
    [TestCase("something of later", false)]
    public void A_hello_tells_what_its_sender_demands(string name, bool isKnown)
    {
        var hello = Read("""{"uuid":"u","hello":{"role":"caller","trust":"NAME"}}""".Replace("NAME", name, StringComparison.Ordinal));
        var offer = Read(
            """{"uuid":"u","sdp":{"type":"offer","sdp":"v=0"},"hello":{"role":"caller","trust":"NAME"}}""".Replace("NAME", name, StringComparison.Ordinal));

        Assert.That(hello?.Demand, Is.EqualTo(TrustDemands.Find(name)));
        Assert.That(offer?.Demand, Is.EqualTo(TrustDemands.Find(name)));
        Assert.That(hello?.Demand is not null, Is.EqualTo(isKnown));
        Assert.That(Write(hello!), isKnown ? Does.Contain($"\"trust\":\"{name}\"") : Does.Not.Contain("trust"));
    }

    private static string Json(string name, string value) =>
        """{"uuid":"u","trust":{"id":"1",MEMBER}}""".Replace("MEMBER", $"\"{name}\":\"{value}\"", StringComparison.Ordinal);

    private static string Write(SignallingMessage message) => Encoding.UTF8.GetString(SignallingWire.Write(message));

    private static SignallingMessage? Read(string json) =>
        SignallingWire.TryRead(Encoding.UTF8.GetBytes(json), out var message, out _) ? message : null;
}
