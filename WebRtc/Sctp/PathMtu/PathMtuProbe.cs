namespace RtcPeer.WebRtc.Sctp.PathMtu;

/// <summary>A probe that was sent.</summary>
/// <param name="Nonce">Comes back in the answer, and cannot be guessed; 0 once it was answered.</param>
/// <param name="Size">Of the packet, in bytes; 0 is the one that would pass anyway and shows that the path is alive.</param>
internal readonly record struct PathMtuProbe(ulong Nonce, int Size);
