using System.Net;

namespace RtcPeer.Peer.Doctor;

/// <summary>How one address of a server sees one socket of ours.</summary>
/// <param name="Server">Who was asked.</param>
/// <param name="Mapped">What it sees.</param>
internal sealed record MappingSeen(IPEndPoint Server, IPEndPoint Mapped);
