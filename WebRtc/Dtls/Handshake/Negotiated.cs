using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>What both hellos together have settled.</summary>
internal sealed record Negotiated(
    CipherSuite Suite, byte[] ClientRandom, byte[] ServerRandom, bool HasExtendedMasterSecret);
