using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A sans-IO machine, with the application on top of it, as <see cref="SimulationLoop"/> drives it.</summary>
internal interface ISimulatedEndpoint
{
    /// <summary>The earliest of the machine's and the application's deadlines.</summary>
    Instant NextDeadline { get; }

    /// <summary>Does a datagram for this address belong to this endpoint?</summary>
    bool Owns(TransportAddress address);

    /// <summary>A datagram, which may be changed in place, on a path from this endpoint's view.</summary>
    void Receive(Span<byte> datagram, in TransportPath path, Instant now);

    void Tick(Instant now);

    /// <summary>
    /// The application's turn: it takes the machine's events and sends what it wants. Called again after each round of
    /// packets that the machine has written, until it writes none.
    /// </summary>
    void RunApplication(Instant now);

    /// <summary>Pulls the next datagram, and where from and where to it goes.</summary>
    bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path);
}
