using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>One Binding transaction on a pair (RFC 8445 section 7.2).</summary>
/// <param name="Id">Ties the response to it.</param>
/// <param name="Role">The role that the request names.</param>
/// <param name="Nominates">Whether it carries USE-CANDIDATE.</param>
internal readonly record struct ConnectivityCheck(StunTransactionId Id, IceRole Role, bool Nominates);
