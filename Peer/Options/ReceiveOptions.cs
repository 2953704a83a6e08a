using RtcPeer.Peer.Files.Storing;

namespace RtcPeer.Peer.Options;

/// <summary>How files are received.</summary>
/// <param name="Policy">What becomes of files whose name is taken.</param>
/// <param name="TakesAll">Whether nobody is asked.</param>
/// <param name="Serves">Whether the files of all who come are taken, until interrupted.</param>
internal sealed record ReceiveOptions(ConflictPolicy Policy, bool TakesAll, bool Serves);
