using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>What a session is made with.</summary>
internal sealed record PeerSessionOptions
{
    /// <summary>Shown to the other end in the DTLS handshake; its fingerprint stands in our descriptions.</summary>
    public required DtlsCertificate Certificate { get; init; }

    public IceOptions Ice { get; init; } = new();

    public SctpOptions Sctp { get; init; } = new();

    /// <summary>Only relayed candidates are signalled and used: the other end learns no address of ours.</summary>
    public bool IsRelayOnly { get; init; }

    /// <summary>The largest datagram sent, in bytes of UDP payload: what every path of the Internet is known to carry.</summary>
    public int MaxDatagramSize { get; init; } = 1200;
}
