namespace RtcPeer.Peer.Options;

/// <summary>What a caller measures; the names, in lower case, are those of the command line and of the results.</summary>
[Flags]
internal enum BenchMode
{
    /// <summary>The time from sending the offer to the open channel.</summary>
    Connect = 1,

    /// <summary>Throughput: binary messages of a given size, as fast as they go.</summary>
    Tput = 2,

    /// <summary>Small binary messages, as many as go.</summary>
    Rate = 4,

    /// <summary>Latency: a small text there and back, one at a time.</summary>
    Lat = 8,

    /// <summary>One after the other, over the same channel.</summary>
    All = Connect | Tput | Rate | Lat,
}
