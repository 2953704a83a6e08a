namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>All TSNs from the first to the last, both included.</summary>
internal readonly record struct TsnRange(Tsn First, Tsn Last);
