using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

public class SignallingWireTests
{
    private static readonly SignallingMessage[] Messages =
    [
        new SignallingMessage.Description("u", null, new(RtcSdpType.Offer, "v=0\r\n"), PeerRole.Caller),
        new SignallingMessage.Description("u", "t", new(RtcSdpType.Answer, "v=0\r\n"), PeerRole.Callee),
        new SignallingMessage.Description("u", "t", new(RtcSdpType.Answer, "v=0\r\n"), null),
        new SignallingMessage.Candidate("u", "t", new("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0, "ab+/")),
        new SignallingMessage.Candidate("u", null, new("", "0", 0)),
        new SignallingMessage.Hello("u", null, PeerRole.Callee),
        new SignallingMessage.Hello("ü\n\"", null, null),
    ];

    private static IEnumerable<TestCaseData> Written()
    {
        string[] json =
        [
            """{"uuid":"u","sdp":{"type":"offer","sdp":"v=0\r\n"},"hello":{"role":"caller"}}""",
            """{"uuid":"u","to":"t","sdp":{"type":"answer","sdp":"v=0\r\n"},"hello":{"role":"callee"}}""",
            """{"uuid":"u","to":"t","sdp":{"type":"answer","sdp":"v=0\r\n"}}""",
            """{"uuid":"u","to":"t","ice":{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"ab\u002B/"}}""",
            """{"uuid":"u","ice":{"candidate":"","sdpMid":"0","sdpMLineIndex":0}}""",
            """{"uuid":"u","hello":{"role":"callee"}}""",
            """{"uuid":"\u00FC\n\u0022","hello":{}}""",
        ];
        return Messages.Zip(json, (message, text) => new TestCaseData(message, text).SetArgDisplayNames(text));
    }

    [TestCaseSource(nameof(Written))]
    public void Writes_the_form_on_the_wire_and_reads_it_back(object message, string json)
    {
        Assert.That(Encoding.UTF8.GetString(SignallingWire.Write((SignallingMessage)message)), Is.EqualTo(json));
        Assert.That(Read(json), Is.EqualTo(message));
    }

    [Test]
    public void A_candidate_names_its_section_even_where_we_do_not_know_it()
    {
        // A script that makes an RTCIceCandidate of it would end with a TypeError.
        var json = SignallingWire.Write(new SignallingMessage.Candidate("u", null, new("candidate:1")));
        Assert.That(Encoding.UTF8.GetString(json), Does.Contain("\"sdpMid\":\"0\",\"sdpMLineIndex\":0"));
    }

    [Test]
    public void Reads_what_browsers_and_node_send()
    {
        Assert.That(
            Read("""{"ice":{"candidate":"candidate:1 1 udp 1 a.local 9 typ host generation 0","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"kV3z"},"uuid":"f00-ba2"}"""),
            Is.EqualTo(new SignallingMessage.Candidate(
                "f00-ba2", null, new("candidate:1 1 udp 1 a.local 9 typ host generation 0", "0", 0, "kV3z"))));
        Assert.That(
            Read("""{"sdp":{"type":"offer","sdp":"v=0\r\n","more":1},"uuid":"u","unknown":[1,{"a":null}]}"""),
            Is.EqualTo(new SignallingMessage.Description("u", null, new(RtcSdpType.Offer, "v=0\r\n"), null)));
    }

    [TestCase("""{"uuid":"u","ice":null}""")]
    [TestCase("""{"uuid":"u","ice":{}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":null}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"","sdpMid":null,"sdpMLineIndex":null,"usernameFragment":null}}""")]
    public void An_empty_candidate_in_any_form_ends_the_candidates(string json)
    {
        Assert.That(Read(json), Is.EqualTo(new SignallingMessage.Candidate("u", null, new(""))));
    }

    [TestCase("""{"uuid":"u","hello":{}}""")]
    [TestCase("""{"uuid":"u","hello":{"role":null,"name":"later"}}""")]
    [TestCase("""{"uuid":"u","hello":{"role":"observer"}}""")]
    public void A_hello_without_a_role_we_know_is_a_hello(string json)
    {
        Assert.That(Read(json), Is.EqualTo(new SignallingMessage.Hello("u", null, null)));
    }

    [TestCase("")]
    [TestCase("hello")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"uuid":"u"}""")]
    [TestCase("""{"uuid":"u"} {}""")]
    [TestCase("""{"uuid":1,"hello":{}}""")]
    [TestCase("""{"uuid":"","hello":{}}""")]
    [TestCase("""{"uuid":null,"hello":{}}""")]
    [TestCase("""{"hello":{}}""")]
    [TestCase("""{"uuid":"u","to":5,"hello":{}}""")]
    [TestCase("""{"uuid":"u","hello":"hi"}""")]
    [TestCase("""{"uuid":"u","hello":{"role":1}}""")]
    [TestCase("""{"uuid":"u","hello":null}""")]
    [TestCase("""{"uuid":"u","sdp":"v=0"}""")]
    [TestCase("""{"uuid":"u","sdp":{"type":"offer"}}""")]
    [TestCase("""{"uuid":"u","sdp":{"type":"rollback","sdp":""}}""")]
    [TestCase("""{"uuid":"u","sdp":{"type":"offer","sdp":{}}}""")]
    [TestCase("""{"uuid":"u","sdp":{"sdp":"v=0"}}""")]
    [TestCase("""{"uuid":"u","ice":"candidate:1"}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":7}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"","sdpMid":0}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"","sdpMLineIndex":"0"}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"","sdpMLineIndex":1.5}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"","sdpMLineIndex":99999999999}}""")]
    [TestCase("""{"uuid":"\ud800","hello":{}}""")]
    [TestCase("""{"uuid":"u","ice":{"candidate":"\udc00"}}""")]
    [TestCase("""{"\ud800":"u"}""")]
    public void Junk_is_no_message_and_says_why(string json)
    {
        Assert.That(SignallingWire.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problem), Is.False);
        Assert.That(problem, Is.Not.Empty);
    }

    [Test]
    public void Deep_nesting_and_endless_names_are_junk()
    {
        Assert.That(SignallingWire.TryRead(Encoding.UTF8.GetBytes(new string('[', 200_000)), out _, out _), Is.False);
        var longName = $$$"""{"uuid":"{{{new string('u', 257)}}}","hello":{}}""";
        Assert.That(SignallingWire.TryRead(Encoding.UTF8.GetBytes(longName), out _, out _), Is.False);
    }

    private static SignallingMessage? Read(string json) =>
        SignallingWire.TryRead(Encoding.UTF8.GetBytes(json), out var message, out _) ? message : null;
}
