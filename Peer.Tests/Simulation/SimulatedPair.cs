using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A caller and a callee on a virtual network, whose signalling loses nothing.</summary>
internal sealed class SimulatedPair
{
    // Key generation costs more than a whole simulated connection, so all simulations share two certificates.
    private static readonly DtlsCertificate[] Certificates = [.. Enumerable.Range(0, 2).Select(i =>
        DtlsCertificate.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), new SeededEntropy(i)))];

    public SimulatedPair(int seed, LinkConditions conditions, bool relayOnly = false, params ISimulatedEndpoint[] others)
    {
        Network = new VirtualNetwork(seed, conditions);
        Caller = new SimulatedPeer(seed * 2, TransportAddress.Create([10, 0, 0, 1], 1000), Certificates[0], relayOnly);
        Callee = new SimulatedPeer((seed * 2) + 1, TransportAddress.Create([10, 0, 0, 2], 2000), Certificates[1], relayOnly);
        Loop = new SimulationLoop(Network, [Caller, Callee, .. others]);
    }

    public VirtualNetwork Network { get; }

    public SimulatedPeer Caller { get; }

    public SimulatedPeer Callee { get; }

    public SimulationLoop Loop { get; }

    /// <summary>Whether both ends have TCP candidates as well.</summary>
    public bool HasTcp { get; init; }

    /// <summary>Offer, answer and candidates, each taking as long as the relay does.</summary>
    public void Negotiate(TimeSpan relayDelay)
    {
        Describe(Caller, Callee, isOffer: true, relayDelay);
        Describe(Callee, Caller, isOffer: false, relayDelay);
        Trickle(Caller, Callee);
        Trickle(Callee, Caller);
    }

    /// <summary>One end's description, on its way to the other; the text may be tampered with.</summary>
    public void Describe(SimulatedPeer from, SimulatedPeer to, bool isOffer, TimeSpan relayDelay, Func<string, string>? tamper = null)
    {
        var sdp = Describe(from, isOffer);
        Loop.RunFor(relayDelay);
        Accept(to, isOffer, tamper?.Invoke(sdp) ?? sdp);
    }

    /// <summary>One end's description, set there.</summary>
    public string Describe(SimulatedPeer from, bool isOffer)
    {
        var sdp = isOffer ? from.Session.CreateOffer() : from.Session.CreateAnswer();
        from.Session.SetLocalDescription(isOffer, sdp, Loop.Now);
        if (!from.Session.NeedsAddresses) return sdp;
        from.Session.AddLocalAddress(from.Address, ushort.MaxValue);
        if (HasTcp)
        {
            from.Session.AddTcpAddress(from.TcpAddresses.Passive, ushort.MaxValue, TcpCandidateType.Passive, null);
            from.Session.AddTcpAddress(from.TcpAddresses.Active, ushort.MaxValue, TcpCandidateType.Active, null);
        }
        from.Session.EndLocalAddresses(Loop.Now);
        return sdp;
    }

    public void Accept(SimulatedPeer to, bool isOffer, string sdp)
    {
        if (to.Session.TrySetRemoteDescription(isOffer, sdp, Loop.Now, out var problem)) return;
        throw Loop.Failure($"the description was refused: {problem}");
    }

    /// <summary>A restart of ICE that one end offers, with all candidates of both, each message taking as long as the relay does.</summary>
    public void Restart(SimulatedPeer by, TimeSpan relayDelay)
    {
        var other = by == Caller ? Callee : Caller;
        by.Session.RestartIce();
        Describe(by, other, isOffer: true, relayDelay);
        Trickle(by, other);
        Describe(other, by, isOffer: false, relayDelay);
        Trickle(other, by);
    }

    /// <summary>Hands over what candidates there are.</summary>
    public void Trickle(SimulatedPeer from, SimulatedPeer to)
    {
        foreach (var candidate in from.Candidates)
        {
            if (!to.Session.TryAddRemoteCandidate(candidate.Line, candidate.UsernameFragment, Loop.Now, out var problem)) throw Loop.Failure(problem);
        }
    }
}
