using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>An authenticated check of the other end, answered already.</summary>
/// <param name="Path">Where it came in.</param>
/// <param name="Priority">What a peer-reflexive candidate learnt from it would have.</param>
/// <param name="Nominates">Whether it carried USE-CANDIDATE.</param>
internal readonly record struct InboundCheck(TransportPath Path, uint Priority, bool Nominates);
