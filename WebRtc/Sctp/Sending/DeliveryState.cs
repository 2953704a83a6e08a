using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>How far delivery was when a chunk was sent last.</summary>
/// <param name="Delivered">Bytes delivered in all.</param>
/// <param name="DeliveredAt">When the last of them were acknowledged.</param>
/// <param name="FirstSentAt">When the packet left that was acknowledged then.</param>
/// <param name="IsLimitedBySender">There was not enough to send.</param>
internal readonly record struct DeliveryState(
    long Delivered, Instant DeliveredAt, Instant FirstSentAt, bool IsLimitedBySender);
