namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A simulation has failed; the message names the seed that repeats it.</summary>
internal sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
