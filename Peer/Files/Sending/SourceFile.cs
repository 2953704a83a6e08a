using RtcPeer.Peer.Files.Protocol;

namespace RtcPeer.Peer.Files.Sending;

/// <summary>A file to send.</summary>
/// <param name="Announced">What is said of it.</param>
/// <param name="Open">Opens it for reading, from the beginning.</param>
internal sealed record SourceFile(Announcement Announced, Func<Stream> Open);
