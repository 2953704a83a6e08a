namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>How fast data was delivered lately, as one SACK shows it.</summary>
/// <param name="Rate">Bytes a second over about a round trip; 0 where the SACK shows none.</param>
/// <param name="Bytes">What was delivered in that time.</param>
/// <param name="IsLimitedBySender">There was not enough to send, so the path may carry more.</param>
/// <param name="IsRoundStart">What was sent since the last round began is being acknowledged now.</param>
internal readonly record struct DeliverySample(double Rate, long Bytes, bool IsLimitedBySender, bool IsRoundStart);
