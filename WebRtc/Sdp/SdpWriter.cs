using System.Globalization;
using System.Text;

namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// Writes descriptions in the order of RFC 8829 section 5.2.1. Everything of the transport stands in the m-section,
/// where every implementation looks for it.
/// </summary>
internal static class SdpWriter
{
    public static string Write(SessionDescription description)
    {
        var text = new SdpText();
        text.Line($"v=0");
        text.Line($"o=- {description.SessionId} {description.SessionVersion} IN IP4 127.0.0.1");
        text.Line($"s=-");
        text.Line($"t=0 0");
        if (description.BundleGroup.Count > 0) text.Line($"a=group:BUNDLE {string.Join(' ', description.BundleGroup)}");
        if (description.IsIceLite) text.Line($"a=ice-lite");

        for (var i = 0; i < description.DataIndex; i++) WriteRejected(text, description.Rejected[i]);
        WriteData(text, description.Data);
        for (var i = description.DataIndex; i < description.Rejected.Count; i++) WriteRejected(text, description.Rejected[i]);
        return text.ToString();
    }

    private static void WriteData(SdpText text, DataSection data)
    {
        // Port 9 and address 0.0.0.0 say that there is no default candidate (RFC 8838 section 11).
        switch (data.Form)
        {
            case SctpForm.DtlsSctp:
                text.Line($"m=application 9 DTLS/SCTP {data.SctpPort}");
                break;
            case SctpForm.TcpDtlsSctp:
                text.Line($"m=application 9 TCP/DTLS/SCTP webrtc-datachannel");
                break;
            default:
                text.Line($"m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
                break;
        }
        text.Line($"c=IN IP4 0.0.0.0");
        foreach (var candidate in data.Candidates) text.Line($"a={candidate}");
        if (data.HasEndOfCandidates) text.Line($"a=end-of-candidates");
        text.Line($"a=ice-ufrag:{data.IceUfrag}");
        text.Line($"a=ice-pwd:{data.IcePwd}");
        if (data.IceOptions.Count > 0) text.Line($"a=ice-options:{string.Join(' ', data.IceOptions)}");
        foreach (var fingerprint in data.Fingerprints) text.Line($"a=fingerprint:{fingerprint}");
        text.Line($"a=setup:{NameOf(data.Setup)}");
        if (data.Mid is not null) text.Line($"a=mid:{data.Mid}");
        if (data.Form == SctpForm.DtlsSctp)
        {
            text.Line($"a=sctpmap:{data.SctpPort} webrtc-datachannel 65535");
        }
        else
        {
            text.Line($"a=sctp-port:{data.SctpPort}");
        }
        text.Line($"a=max-message-size:{data.MaxMessageSize}");
        if (data.MaxDatagramSize is { } size) text.Line($"a=max-datagram-size:{size}");
    }

    private static void WriteRejected(SdpText text, RejectedSection section)
    {
        text.Line($"m={section.Media} 0 {section.Protocol} {section.Formats}");
        text.Line($"c=IN IP4 0.0.0.0");
        if (section.Mid is not null) text.Line($"a=mid:{section.Mid}");
        if (section.Media is "audio" or "video") text.Line($"a=inactive");
    }

    private static string NameOf(SetupRole role) => role switch
    {
        SetupRole.Active => "active",
        SetupRole.Passive => "passive",
        _ => "actpass",
    };

    /// <summary>Lines that end as RFC 8866 wants it, with numbers as in every culture.</summary>
    private sealed class SdpText
    {
        private readonly StringBuilder _text = new(1024);

        public void Line(FormattableString line) =>
            _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append("\r\n");

        public override string ToString() => _text.ToString();
    }
}
