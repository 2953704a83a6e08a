namespace RtcPeer.Peer.Signalling;

/// <summary>The relay is there and does not let us in; asking again would not change that. The message says why.</summary>
internal sealed class RelayRefusedException(string message) : Exception(message);
