namespace RtcPeer.Peer.Bench;

/// <summary>What was measured. The nested records are all there are.</summary>
internal abstract record Result
{
    /// <param name="Time">From sending the offer to the open channel.</param>
    internal sealed record Connect(TimeSpan Time) : Result;

    internal sealed record Tput(int Size, Tally Received) : Result;

    internal sealed record Rate(int Size, Tally Received) : Result;

    internal sealed record Lat(RoundTrips RoundTrips) : Result;

    /// <summary>Of a responder, which measures nothing itself.</summary>
    internal sealed record Respond : Result;
}
