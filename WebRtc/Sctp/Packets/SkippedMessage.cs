namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>
/// The highest abandoned message of a stream (RFC 3758 section 3.2, RFC 8260 section 2.3.1). Unordered ones are named in
/// I-FORWARD-TSN alone.
/// </summary>
internal readonly record struct SkippedMessage(ushort Stream, uint Mid, bool IsUnordered = false);
