namespace RtcPeer.Peer.Files.Storing;

/// <summary>A file cannot be taken; the message tells the sender why, and nothing of this machine.</summary>
internal sealed class FileRefusedException(string message) : Exception(message);
