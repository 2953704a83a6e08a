namespace RtcPeer.WebRtc.Sdp;

/// <summary>How an m-line names SCTP over DTLS (RFC 8841 section 4.1, and the drafts before it). An answer mirrors the offer's.</summary>
internal enum SctpForm
{
    /// <summary>"UDP/DTLS/SCTP webrtc-datachannel" with a=sctp-port.</summary>
    UdpDtlsSctp,

    /// <summary>"TCP/DTLS/SCTP webrtc-datachannel" with a=sctp-port: the default candidate was TCP; ICE may still choose UDP.</summary>
    TcpDtlsSctp,

    /// <summary>"DTLS/SCTP 5000" with a=sctpmap, as the drafts up to 2017 had it; aiortc and older browsers write it.</summary>
    DtlsSctp,
}
