namespace RtcPeer.WebRtc.Io;

/// <summary>What a session description is (W3C WebRTC, RTCSdpType).</summary>
public enum RtcSdpType
{
    /// <summary>A proposal, to be answered.</summary>
    Offer,

    /// <summary>The final answer to an offer.</summary>
    Answer,
}
