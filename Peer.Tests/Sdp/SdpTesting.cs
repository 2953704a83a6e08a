using NUnit.Framework;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.Peer.Tests.Sdp;

/// <summary>What the tests of descriptions share.</summary>
internal static class SdpTesting
{
    public const string Hash =
        "01:3D:19:EE:B0:FF:E4:04:FB:7E:94:06:B4:FE:C2:C1:5D:F1:C0:6D:D5:F6:B4:4C:8F:BA:F7:F8:C8:82:50:F3";

    public const string OtherHash =
        "D2:49:B8:0F:92:6B:7E:A6:DD:DF:DC:9F:F5:10:00:36:AB:F5:6D:29:B5:A2:96:ED:9C:41:36:2B:3C:5E:21:82";

    /// <summary>A complete offer, line by line, for tests that change one thing.</summary>
    public const string Offer = $"""
        v=0
        o=- 4711 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=ice-ufrag:cUBo
        a=ice-pwd:wij0aKCOiFTB8s6F/raOLkHd
        a=ice-options:trickle
        a=fingerprint:sha-256 {Hash}
        a=setup:actpass
        a=mid:0
        a=sctp-port:5000
        a=max-message-size:262144
        """;

    public static DataSection OurSection(SetupRole setup = SetupRole.ActPass) => new()
    {
        Mid = "0",
        IceUfrag = "ufrg",
        IcePwd = "0123456789012345678901",
        IceOptions = ["trickle", "ice2"],
        Fingerprints = [new("sha-256", Hash)],
        Setup = setup,
        MaxMessageSize = 262_144,
    };

    public static SessionDescription Parse(string text)
    {
        Assert.That(SdpParser.TryParse(text, out var description, out var problem), Is.True, problem);
        return description!;
    }

    public static string ProblemOf(string text)
    {
        Assert.That(SdpParser.TryParse(text, out _, out var problem), Is.False, "it was accepted");
        return problem!;
    }
}
