namespace RtcPeer.Peer.CommandLine;

/// <summary>A line that can be typed, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);
