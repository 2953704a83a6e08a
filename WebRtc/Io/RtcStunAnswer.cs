using System.Net;

namespace RtcPeer.WebRtc.Io;

/// <summary>What a STUN server answered.</summary>
/// <param name="Mapped">Our address as the server sees it.</param>
/// <param name="From">Where the answer came from.</param>
/// <param name="Other">The server's other address and port, where it can answer from there (RFC 5780 section 7.4).</param>
/// <param name="RoundTrip">From the latest request to the answer.</param>
public sealed record RtcStunAnswer(IPEndPoint Mapped, IPEndPoint From, IPEndPoint? Other, TimeSpan RoundTrip);
