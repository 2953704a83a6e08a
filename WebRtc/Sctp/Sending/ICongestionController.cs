namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>How much may be on its way, and how fast it may leave. All sizes are bytes of chunks, with their headers.</summary>
internal interface ICongestionController
{
    /// <summary>Congestion window.</summary>
    int Cwnd { get; }

    /// <summary>Bytes a second at which packets should leave; 0 leaves that to the SACKs alone.</summary>
    double PacingRate { get; }

    /// <summary>The largest packet has changed.</summary>
    void OnPacketSize(int maxPacketSize);

    void OnAcked(in AckSample sample);

    /// <summary>Something sent since the last such event was lost; several losses of one window are one event.</summary>
    void OnCongestion();

    /// <summary>T3-rtx has expired: nothing is known of what was on its way.</summary>
    void OnTimeout();

    /// <summary>Nothing was sent for a retransmission timeout.</summary>
    void OnIdle();
}
