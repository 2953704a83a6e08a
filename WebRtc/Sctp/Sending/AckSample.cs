namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>What one SACK told a congestion controller.</summary>
/// <param name="AckedBytes">Newly acknowledged, cumulatively or by gap block.</param>
/// <param name="FlightBefore">What was on its way when the SACK came.</param>
/// <param name="IsRecovering">What was acknowledged was sent before the last congestion event.</param>
internal readonly record struct AckSample(int AckedBytes, int FlightBefore, bool IsRecovering);
