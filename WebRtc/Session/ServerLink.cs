using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Session;

/// <summary>What is asked of a server over one path: its relaying, or our own address as it sees it.</summary>
internal readonly record struct ServerLink(TransportPath Path, bool IsTurn);
