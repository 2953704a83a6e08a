using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>From <paramref name="Start"/> on and before <paramref name="End"/>, nothing that is sent arrives.</summary>
internal readonly record struct Partition(Instant Start, Instant End)
{
    public bool Contains(Instant instant) => instant >= Start && instant < End;
}
