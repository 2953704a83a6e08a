using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.Peer.Tests.Sdp;

/// <summary>What eight implementations wrote, parsed to what it says.</summary>
public class SdpVectorTests
{
    private static readonly Expected[] Descriptions =
    [
        new("aiortc", SctpForm.DtlsSctp, "U2Om", "WL5shGb5eN8AvCa8GYNl9D", "69:70:5B", "z8pb", "WkwJpE3cl84GWYdJz2vdXd", "E1:28:F1", 65_536),
        new("chromium", SctpForm.UdpDtlsSctp, "cUBo", "wij0aKCOiFTB8s6F/raOLkHd", "01:3D:19", "oX7M", "3KkprPEnP7RuruyQTaccJ0KC", "D2:49:B8", 262_144),
        new("firefox", SctpForm.UdpDtlsSctp, "419d7f82", "a3d94d03e68c0d4a68f1ca53c3baa170", "65:8B:50", "78b7115b", "c898116bd99a034a1f665ebb07711ab3", "8E:A2:8E", 1_073_741_823),
        new("libdatachannel", SctpForm.UdpDtlsSctp, "oOsM", "Watgv5KnutNZSGvRFMASkY", "21:FD:D9", "SWPc", "h17oT8OtuWhwOowEZs0z5c", "85:7F:93", 262_144),
        new("libwebrtc", SctpForm.UdpDtlsSctp, "Daxg", "H73DOGTQwDkT37iK/9sAzClN", "3E:8B:26", "AR3A", "0g0GbVieLJopvXs5CPM22122", "DD:1E:9F", 262_144),
        new("pion", SctpForm.UdpDtlsSctp, "SOAmDIUaELSripth", "OxsMruSlfgKyyvpXYtAqaehAJvhVWtSV", "9D:7D:4C", "dpVWvxfFetCDGbDX", "ULVitPEvFMVaMKJQYyOVQtLJZCcIZnSg", "8B:E5:4C", 65_536),
        new("sipsorcery", SctpForm.UdpDtlsSctp, "MVVH", "SFNZVHZKNSGGNIITJMDSBRYP", "EC:36:66", "ZYLB", "XEUPSWZRNAADMRSPSRWTUUFX", "46:BE:2A", 262_144),
        new("werift", SctpForm.UdpDtlsSctp, "4ba6", "1d6ab2bf6a7a43aa209e92", "5C:D1:75", "3cd0", "6559b9315ff64da14bd762", "00:B0:FC", 65_536),
    ];

    [Test]
    public void There_is_a_row_for_each_vector() =>
        Assert.That(Descriptions.Select(row => row.Implementation), Is.EquivalentTo(SdpVector.All.Select(vector => vector.Implementation)));

    [TestCaseSource(nameof(Descriptions))]
    public void An_offer_parses_to_what_it_says(object row)
    {
        var expected = (Expected)row;
        var offer = SdpTesting.Parse(SdpVector.Of(expected.Implementation).Offer);

        AssertCommon(offer, expected);
        Assert.That(offer.Data.Setup, Is.EqualTo(SetupRole.ActPass));
        Assert.That(offer.Data.IceUfrag, Is.EqualTo(expected.OfferUfrag));
        Assert.That(offer.Data.IcePwd, Is.EqualTo(expected.OfferPwd));
        Assert.That(offer.Data.Fingerprints[0].Hash, Does.StartWith(expected.OfferHash));
    }

    [TestCaseSource(nameof(Descriptions))]
    public void An_answer_parses_to_what_it_says(object row)
    {
        var expected = (Expected)row;
        var vector = SdpVector.Of(expected.Implementation);
        var answer = SdpTesting.Parse(vector.Answer);

        AssertCommon(answer, expected);
        Assert.That(answer.Data.Setup, Is.EqualTo(SetupRole.Active));
        Assert.That(answer.Data.IceUfrag, Is.EqualTo(expected.AnswerUfrag));
        Assert.That(answer.Data.IcePwd, Is.EqualTo(expected.AnswerPwd));
        Assert.That(answer.Data.Fingerprints[0].Hash, Does.StartWith(expected.AnswerHash));
        Assert.That(answer.FindProblemAsAnswerTo(SdpTesting.Parse(vector.Offer)), Is.Null);
    }

    [TestCase("aiortc", 2, true, "candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 58974 typ host")]
    [TestCase("libwebrtc", 4, false, "candidate:3077952869 1 udp 2122265343 fd00::2 54891 typ host generation 0 network-id 2")]
    [TestCase("werift", 2, true, "candidate:32b1715da3b0ef8ba684454eb 1 udp 2116026367 192.0.2.2 58184 typ host generation 0 ufrag 4ba6")]
    [TestCase("chromium", 0, false, null)]
    [TestCase("pion", 0, false, null)]
    public void Candidates_in_an_offer_are_kept_as_they_stand(string implementation, int count, bool isEnd, string? first)
    {
        var offer = SdpTesting.Parse(SdpVector.Of(implementation).Offer);

        Assert.That(offer.Data.Candidates, Has.Count.EqualTo(count));
        Assert.That(offer.Data.Candidates is [var line, ..] ? line : null, Is.EqualTo(first));
        Assert.That(offer.Data.HasEndOfCandidates, Is.EqualTo(isEnd));
    }

    [TestCase("aiortc", new string[0])]
    [TestCase("chromium", new[] { "trickle" })]
    [TestCase("firefox", new[] { "trickle" })]
    [TestCase("libdatachannel", new[] { "ice2", "trickle" })]
    [TestCase("pion", new string[0])]
    [TestCase("sipsorcery", new[] { "ice2", "trickle" })]
    public void Options_of_session_and_section_separated_by_spaces_or_commas_are_found(string implementation, string[] options)
    {
        var offer = SdpTesting.Parse(SdpVector.Of(implementation).Offer);

        Assert.That(offer.Data.IceOptions, Is.EqualTo(options));
        Assert.That(offer.Data.SupportsTrickle, Is.EqualTo(options.Contains("trickle")));
    }

    [TestCaseSource(nameof(Descriptions))]
    public void Written_and_parsed_again_it_is_the_same(object row)
    {
        var vector = SdpVector.Of(((Expected)row).Implementation);
        foreach (var text in (string[])[vector.Offer, vector.Answer])
        {
            var description = SdpTesting.Parse(text);

            Assert.That(SdpTesting.Parse(SdpWriter.Write(description)), Is.EqualTo(description).UsingPropertiesComparer());
        }
    }

    private static void AssertCommon(SessionDescription description, Expected expected)
    {
        var data = description.Data;
        Assert.That(data.Form, Is.EqualTo(expected.Form));
        Assert.That(data.Mid, Is.EqualTo("0"));
        Assert.That(description.BundleGroup, Is.EqualTo(new[] { "0" }));
        Assert.That(description.DataIndex, Is.Zero);
        Assert.That(description.Rejected, Is.Empty);
        Assert.That(description.IsIceLite, Is.False);
        Assert.That(data.SctpPort, Is.EqualTo(5000));
        Assert.That(data.MaxMessageSize, Is.EqualTo(expected.MaxMessageSize));
        Assert.That(data.Fingerprints, Has.Count.EqualTo(1));
        Assert.That(data.Fingerprints[0].Algorithm, Is.EqualTo("sha-256"));
        Assert.That(data.Fingerprints[0].Hash, Has.Length.EqualTo(32 * 3 - 1));
    }

    private sealed record Expected(
        string Implementation,
        SctpForm Form,
        string OfferUfrag,
        string OfferPwd,
        string OfferHash,
        string AnswerUfrag,
        string AnswerPwd,
        string AnswerHash,
        long MaxMessageSize)
    {
        public override string ToString() => Implementation;
    }
}
