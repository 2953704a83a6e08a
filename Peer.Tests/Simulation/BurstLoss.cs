namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>Gilbert's model: a link that turns bad and good again from one datagram to the next.</summary>
/// <param name="Begin">The probability that the next datagram begins a burst.</param>
/// <param name="End">The probability that the next datagram ends it; a burst is 1/End datagrams long on average.</param>
/// <param name="Loss">The probability of loss within a burst.</param>
internal sealed record BurstLoss(double Begin, double End, double Loss = 1);
