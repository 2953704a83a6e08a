namespace RtcPeer.Peer.Tests.Vectors;

/// <summary>A run of SPAKE2: who takes part, the scalars, what each sends; numbers and points in hexadecimal.</summary>
internal sealed record Spake2Vector(
    string A, string B, string W, string X, string Y, string ShareOfA, string ShareOfB, string ConfirmationOfA, string ConfirmationOfB);
