namespace RtcPeer.Peer.Piping;

/// <summary>What one end of a pipe is ready for.</summary>
/// <param name="Window">How many received bytes may wait for stdout, in bytes.</param>
/// <param name="Takes">Whether anything is taken from the other end.</param>
/// <param name="Framing">What our bytes are made of.</param>
internal sealed record PipeTerms(long Window, bool Takes, PipeFraming Framing);
