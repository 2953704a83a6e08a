using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.WebRtc.Session;

/// <summary>Our data section, as our first offer has it.</summary>
internal static class LocalSection
{
    private const string Mid = "0";

    public static DataSection Describe(PeerSessionOptions options, IceCredentials credentials)
    {
        var fingerprint = options.Certificate.Fingerprint.ToString().Split(' ');
        return new DataSection
        {
            Mid = Mid,
            IceUfrag = credentials.UsernameFragment,
            IcePwd = credentials.Password,
            IceOptions = ["trickle"],
            Fingerprints = [new SdpFingerprint(fingerprint[0], fingerprint[1])],
            Setup = SetupRole.ActPass,
            MaxMessageSize = options.Sctp.MaxMessageSize,
            MaxDatagramSize = PeerSessionOptions.LargestDatagramSize,
        };
    }
}
