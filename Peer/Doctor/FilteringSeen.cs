namespace RtcPeer.Peer.Doctor;

/// <summary>Which answers of a server with two addresses reached a socket that had sent to the first of them alone.</summary>
/// <param name="FromOtherAddress">The one from its other address and port.</param>
/// <param name="FromOtherPort">The one from the same address and its other port.</param>
internal sealed record FilteringSeen(bool FromOtherAddress, bool FromOtherPort);
