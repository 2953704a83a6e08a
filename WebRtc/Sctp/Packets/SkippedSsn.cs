namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The highest abandoned Stream Sequence Number of an ordered stream (RFC 3758 section 3.2).</summary>
internal readonly record struct SkippedSsn(ushort Stream, ushort Ssn);
