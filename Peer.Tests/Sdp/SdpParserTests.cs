using NUnit.Framework;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.Peer.Tests.Sdp;

public class SdpParserTests
{
    [TestCase("\n")]
    [TestCase("\r\n")]
    public void Takes_either_end_of_line(string end)
    {
        var offer = SdpTesting.Parse(SdpTesting.Offer.ReplaceLineEndings(end) + end);

        Assert.That(offer.SessionId, Is.EqualTo("4711"));
        Assert.That(offer.SessionVersion, Is.EqualTo(2));
        Assert.That(offer.Data.IcePwd, Is.EqualTo("wij0aKCOiFTB8s6F/raOLkHd"));
    }

    [TestCase("a=ice-ufrag:cUBo", null, "no a=ice-ufrag for the data section of line 6")]
    [TestCase("a=ice-pwd:wij0aKCOiFTB8s6F/raOLkHd", null, "no a=ice-pwd for the data section of line 6")]
    [TestCase("a=setup:actpass", null, "no a=setup for the data section of line 6")]
    [TestCase("a=setup:actpass", "a=setup:holdconn", "line 12: malformed or unknown \"a=setup:holdconn\"")]
    [TestCase("a=setup:actpass", "a=setup", "line 12: malformed or unknown \"a=setup\"")]
    [TestCase("a=ice-ufrag:cUBo", "a=ice-ufrag:abc", "line 8: malformed or unknown \"a=ice-ufrag:abc\"")]
    [TestCase("a=ice-pwd:wij0aKCOiFTB8s6F/raOLkHd", "a=ice-pwd:012345678901234567890", "line 9: malformed")]
    [TestCase("a=sctp-port:5000", "a=sctp-port:0", "line 14: malformed or unknown \"a=sctp-port:0\"")]
    [TestCase("a=sctp-port:5000", "a=sctp-port:65536", "line 14: malformed")]
    [TestCase("a=max-message-size:262144", "a=max-message-size:-1", "line 15: malformed")]
    [TestCase("a=max-message-size:262144", "a=max-message-size:", "line 15: malformed")]
    [TestCase("a=mid:0", "a=mid:", "line 13: malformed")]
    [TestCase("v=0", "v=1", "line 1: a description begins with v=0")]
    [TestCase("v=0", null, "line 1: a description begins with v=0")]
    [TestCase("s=-", "hello", "line 3: not of the form <letter>=<value>: \"hello\"")]
    [TestCase("s=-", "s=\u001b[2J", "line 3: a control character: \"s=?[2J\"")]
    [TestCase("o=- 4711 2 IN IP4 127.0.0.1", null, "no o= line")]
    [TestCase("o=- 4711 2 IN IP4 127.0.0.1", "o=- 4711", "line 2: malformed")]
    [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 9 UDP/DTLS/SCTP", "line 6: malformed")]
    [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 99999 UDP/DTLS/SCTP webrtc-datachannel", "line 6: malformed")]
    [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel", "the data section is rejected (port 0)")]
    [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "no data section (m=application with DTLS/SCTP)")]
    [TestCase("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=application 9 DTLS/SCTP x", null)]
    public void Refuses_with_the_line_and_the_reason(string line, string? replacement, string? problem)
    {
        var text = SdpTesting.Offer.Replace(line + "\n", replacement is null ? "" : replacement + "\n", StringComparison.Ordinal);
        if (line == "a=max-message-size:262144") text = SdpTesting.Offer.Replace(line, replacement, StringComparison.Ordinal);

        if (problem is not null) Assert.That(SdpTesting.ProblemOf(text), Does.StartWith(problem));
        else Assert.That(SdpTesting.Parse(text).Data.SctpPort, Is.EqualTo(5000));
    }

    [Test]
    public void Refuses_a_description_without_a_fingerprint() =>
        Assert.That(
            SdpTesting.ProblemOf(Without("a=fingerprint:")),
            Is.EqualTo("no a=fingerprint for the data section of line 6"));

    [TestCase("sha-256")]
    [TestCase("sha-256 ")]
    [TestCase("sha-256 01:3D")]
    [TestCase("sha-256 01-3D")]
    [TestCase("unknown 1:3D")]
    [TestCase("unknown 01:3G")]
    [TestCase(" 01:3D")]
    [TestCase("SHA-256 " + SdpTesting.Hash + ":00")]
    public void Refuses_a_fingerprint_that_cannot_be_one(string value) =>
        Assert.That(
            SdpTesting.ProblemOf(Without("a=fingerprint:") + $"\na=fingerprint:{value}"),
            Does.StartWith("line 15: malformed or unknown \"a=fingerprint:"));

    [Test]
    public void Fingerprints_of_the_section_override_those_of_the_session()
    {
        var both = SdpTesting.Offer.Replace("t=0 0\n", $"t=0 0\na=fingerprint:sha-256 {SdpTesting.OtherHash}\n", StringComparison.Ordinal);
        var sessionOnly = Without("a=fingerprint:").Replace("t=0 0\n", $"t=0 0\na=fingerprint:sha-256 {SdpTesting.OtherHash}\n", StringComparison.Ordinal);

        Assert.That(SdpTesting.Parse(both).Data.Fingerprints, Is.EqualTo(new[] { new SdpFingerprint("sha-256", SdpTesting.Hash) }));
        Assert.That(SdpTesting.Parse(sessionOnly).Data.Fingerprints, Is.EqualTo(new[] { new SdpFingerprint("sha-256", SdpTesting.OtherHash) }));
    }

    [Test]
    public void Keeps_all_fingerprints_also_of_unknown_algorithms()
    {
        var offer = SdpTesting.Parse(SdpTesting.Offer + "\na=fingerprint:sha3-256 AB:CD\na=fingerprint:sha-256 " + SdpTesting.OtherHash);

        Assert.That(
            offer.Data.Fingerprints.Select(fingerprint => fingerprint.ToString()),
            Is.EqualTo(new[] { "sha-256 " + SdpTesting.Hash, "sha3-256 AB:CD", "sha-256 " + SdpTesting.OtherHash }));
    }

    [TestCase("a=max-message-size:0", 0)]
    [TestCase("a=max-message-size:9223372036854775807", long.MaxValue)]
    [TestCase("a=max-message-size:99999999999999999999999", long.MaxValue)]
    [TestCase("a=x-unknown:1", 65_536)]
    public void Knows_any_and_absent_and_enormous_message_sizes(string line, long size)
    {
        var offer = SdpTesting.Parse(SdpTesting.Offer.Replace("a=max-message-size:262144", line, StringComparison.Ordinal));

        Assert.That(offer.Data.MaxMessageSize, Is.EqualTo(size));
    }

    [Test]
    public void The_old_form_has_its_port_in_the_m_line_and_in_sctpmap()
    {
        var old = SdpTesting.Offer
            .Replace("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 6000", StringComparison.Ordinal)
            .Replace("a=sctp-port:5000\n", "", StringComparison.Ordinal);

        Assert.That(SdpTesting.Parse(old).Data, Has.Property("SctpPort").EqualTo(6000).And.Property("Form").EqualTo(SctpForm.DtlsSctp));
        Assert.That(SdpTesting.Parse(old + "\na=sctpmap:6001 webrtc-datachannel 1024").Data.SctpPort, Is.EqualTo(6001));
        Assert.That(SdpTesting.ProblemOf(old.Replace("SCTP 6000", "SCTP x", StringComparison.Ordinal)), Does.StartWith("no SCTP port in \"x\""));
    }

    [Test]
    public void Finds_the_data_section_between_others_and_keeps_those()
    {
        var offer = SdpTesting.Parse($"""
            v=0
            o=- 1 1 IN IP4 0.0.0.0
            s=-
            t=0 0
            a=ice-lite
            a=group:BUNDLE a d v
            m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8
            a=mid:a
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 {SdpTesting.Hash}
            a=setup:actpass
            a=rtpmap:111 opus/48000/2
            m=application 0 UDP/DTLS/SCTP webrtc-datachannel
            a=bundle-only
            a=mid:d
            a=sctp-port:5000
            m=video 50000/2 UDP/TLS/RTP/SAVPF 96
            """);

        Assert.That(offer.DataIndex, Is.EqualTo(1));
        Assert.That(offer.IsIceLite, Is.True);
        Assert.That(offer.Data.Mid, Is.EqualTo("d"));
        Assert.That(offer.Data.IceUfrag, Is.EqualTo("abcd"), "a bundle-only section shares the transport of the first");
        Assert.That(offer.Data.Fingerprints, Has.Count.EqualTo(1));
        Assert.That(offer.BundleGroup, Is.EqualTo(new[] { "a", "d", "v" }));
        Assert.That(offer.Rejected, Is.EqualTo(new RejectedSection[]
        {
            new("audio", "UDP/TLS/RTP/SAVPF", "111 0 8", "a"),
            new("video", "UDP/TLS/RTP/SAVPF", "96", null),
        }));
    }

    [Test]
    public void Refuses_too_much_text_and_too_many_lines()
    {
        var padding = string.Concat(Enumerable.Repeat("a=x\n", SdpParser.MaxLines));

        Assert.That(SdpTesting.ProblemOf(SdpTesting.Offer + "\n" + padding), Is.EqualTo("line 2049: more than 2048 lines"));
        Assert.That(
            SdpTesting.ProblemOf(SdpTesting.Offer + "\na=x:" + new string('y', SdpParser.MaxLength)),
            Does.EndWith("characters, more than 65536"));
        Assert.That(SdpTesting.ProblemOf(""), Is.EqualTo("the description is empty"));
        Assert.That(SdpTesting.ProblemOf("\r\n\n"), Is.EqualTo("the description is empty"));
    }

    [Test]
    public void A_problem_shows_little_of_the_other_ends_text_and_no_control_characters()
    {
        var problem = SdpTesting.ProblemOf("v=0\n\u0007" + new string('\u009b', 1000));

        Assert.That(problem, Has.Length.LessThan(120));
        Assert.That(problem.Any(char.IsControl), Is.False);
    }

    [Test]
    public void A_line_of_the_other_end_cannot_smuggle_a_second_one_into_our_answer() =>
        Assert.That(
            SdpTesting.ProblemOf(SdpTesting.Offer.Replace("a=mid:0", "a=mid:0\ra=setup:active", StringComparison.Ordinal)),
            Does.StartWith("line 13: a control character"));

    private static string Without(string start) =>
        string.Join('\n', SdpTesting.Offer.Split('\n').Where(line => !line.StartsWith(start, StringComparison.Ordinal)));
}
