namespace RtcPeer.Peer.Options;

/// <summary>A setting that cannot be used; the message names it and says why.</summary>
internal sealed class OptionException(string message) : Exception(message);
