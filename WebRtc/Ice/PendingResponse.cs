using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>An answer that waits to be sent.</summary>
/// <param name="Path">Back to where the check came from.</param>
/// <param name="Id">That of the check.</param>
/// <param name="Error">What is wrong with the check; null if nothing is.</param>
/// <param name="Unknown">The attributes that a 420 names.</param>
internal readonly record struct PendingResponse(
    TransportPath Path, StunTransactionId Id, StunErrorCode? Error, UnknownTypes Unknown);
