namespace RtcPeer.Peer.Files.Protocol;

/// <summary>What a sender says of a file, before anything of it is sent. All of it may be lies.</summary>
/// <param name="Name">Its name, with '/' between folders.</param>
/// <param name="Size">In bytes; null where the sender does not know it before the end.</param>
/// <param name="Type">Its media type; empty where the sender does not know it.</param>
/// <param name="Modified">When it was changed last, in ms since 1970; null where that is not known.</param>
internal sealed record Announcement(string Name, long? Size, string Type = "", long? Modified = null);
