using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>Where a candidate of ours that a server gave came from.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Protocol">How the server was reached.</param>
/// <param name="LocalPreference">Tells candidates of one type apart; higher is better.</param>
/// <param name="Related">What signalling tells as the related address.</param>
internal readonly record struct LocalOrigin(
    TransportAddress Server, TransportProtocol Protocol, ushort LocalPreference, TransportAddress Related);
