namespace RtcPeer.Relay.Backplane;

/// <summary>What is to be sent now.</summary>
/// <param name="Queue">The queue of the one relay that gets it; null for all.</param>
/// <param name="Envelope">What they get.</param>
internal readonly record struct Outgoing(string? Queue, Envelope Envelope);
