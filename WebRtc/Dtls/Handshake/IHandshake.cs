using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>One side of the handshake, fed with whole messages in order.</summary>
internal interface IHandshake : IDisposable
{
    /// <summary>Whether both ends have proven that they saw the same handshake and own their certificates.</summary>
    bool IsComplete { get; }

    void Start(Instant now);

    /// <summary>Takes the next message; a fault ends the handshake.</summary>
    HandshakeFault? Receive(in HandshakeMessage message, Instant now);
}
