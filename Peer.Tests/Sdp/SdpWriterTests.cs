using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.Peer.Tests.Sdp;

public class SdpWriterTests
{
    [Test]
    public void Our_offer_as_text()
    {
        var offer = SessionDescription.CreateOffer("4711", SdpTesting.OurSection() with
        {
            Candidates = ["candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host"],
            HasEndOfCandidates = true,
        });

        Assert.That(SdpWriter.Write(offer), Is.EqualTo($"""
            v=0
            o=- 4711 0 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=candidate:1 1 udp 2130706431 192.0.2.1 1234 typ host
            a=end-of-candidates
            a=ice-ufrag:ufrg
            a=ice-pwd:0123456789012345678901
            a=ice-options:trickle ice2
            a=fingerprint:sha-256 {SdpTesting.Hash}
            a=setup:actpass
            a=mid:0
            a=sctp-port:5000
            a=max-message-size:262144

            """.ReplaceLineEndings("\r\n")));
    }

    [Test]
    public void Our_answer_to_the_old_form_is_in_the_old_form()
    {
        var offer = SdpTesting.Parse(SdpVector.Of("aiortc").Offer);
        var text = SdpWriter.Write(SessionDescription.CreateAnswer("1", offer, SdpTesting.OurSection()));

        Assert.That(text, Does.Contain("m=application 9 DTLS/SCTP 5000\r\n"));
        Assert.That(text, Does.Contain("a=sctpmap:5000 webrtc-datachannel 65535\r\n"));
        Assert.That(text, Does.Not.Contain("a=sctp-port"));
        Assert.That(text, Does.Contain("a=setup:active\r\n"));
    }

    [Test]
    public void Our_answer_mirrors_and_rejects_what_is_not_data()
    {
        var offer = SdpTesting.Parse($"""
            v=0
            o=- 1 1 IN IP4 0.0.0.0
            s=-
            t=0 0
            a=group:BUNDLE 0 data
            m=audio 9 UDP/TLS/RTP/SAVPF 111 0
            a=mid:0
            m=application 9 TCP/DTLS/SCTP webrtc-datachannel
            a=mid:data
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 {SdpTesting.Hash}
            a=setup:active
            m=application 9 UDP/BFCP *
            """);
        var answer = SessionDescription.CreateAnswer("1", offer, SdpTesting.OurSection());
        var lines = SdpWriter.Write(answer).Split("\r\n");

        Assert.That(lines.Where(line => line.StartsWith("m=", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "m=audio 0 UDP/TLS/RTP/SAVPF 111 0",
            "m=application 9 TCP/DTLS/SCTP webrtc-datachannel",
            "m=application 0 UDP/BFCP *",
        }));
        Assert.That(lines, Does.Contain("a=group:BUNDLE data"));
        Assert.That(lines, Does.Contain("a=setup:passive"));
        Assert.That(lines, Does.Contain("a=mid:0").And.Contain("a=mid:data"));
        Assert.That(answer.FindProblemAsAnswerTo(offer), Is.Null);
        Assert.That(SdpTesting.Parse(string.Join("\r\n", lines)), Is.EqualTo(answer).UsingPropertiesComparer());
    }

    [Test]
    public void Without_a_group_or_a_mid_in_the_offer_there_is_none_in_the_answer()
    {
        var offer = SdpTesting.Parse(SdpTesting.Offer
            .Replace("a=group:BUNDLE 0\n", "", StringComparison.Ordinal)
            .Replace("a=mid:0\n", "", StringComparison.Ordinal));
        var text = SdpWriter.Write(SessionDescription.CreateAnswer("1", offer, SdpTesting.OurSection()));

        Assert.That(text, Does.Not.Contain("a=mid").And.Not.Contain("a=group"));
    }

    [TestCase(nameof(SetupRole.ActPass), nameof(SetupRole.Active))]
    [TestCase(nameof(SetupRole.Active), nameof(SetupRole.Passive))]
    [TestCase(nameof(SetupRole.Passive), nameof(SetupRole.Active))]
    public void The_answers_DTLS_role_fits_the_offers(string offered, string answered)
    {
        var offer = SessionDescription.CreateOffer("1", SdpTesting.OurSection(Enum.Parse<SetupRole>(offered)));
        var answer = SessionDescription.CreateAnswer("2", offer, SdpTesting.OurSection());

        Assert.That(answer.Data.Setup.ToString(), Is.EqualTo(answered));
        Assert.That(answer.FindProblemAsAnswerTo(offer), Is.Null);
    }

    [Test]
    public void Says_what_makes_a_description_no_answer()
    {
        var offer = SessionDescription.CreateOffer("1", SdpTesting.OurSection());
        var answer = SessionDescription.CreateAnswer("2", offer, SdpTesting.OurSection());

        Assert.That(offer.FindProblemAsAnswerTo(offer), Does.Contain("a=setup:actpass"));
        Assert.That((answer with { Data = answer.Data with { Mid = "1" } }).FindProblemAsAnswerTo(offer), Does.Contain("a=mid"));
        Assert.That((answer with { DataIndex = 1 }).FindProblemAsAnswerTo(offer), Does.Contain("not where"));
        Assert.That(answer.FindProblemAsAnswerTo(answer), Does.Contain("same DTLS role"));
    }
}
