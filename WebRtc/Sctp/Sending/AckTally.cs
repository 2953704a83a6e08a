using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>What a SACK has newly acknowledged, gathered chunk by chunk.</summary>
/// <param name="now">When the SACK came.</param>
/// <param name="minimumRoundTrip">An answer that came faster was to an earlier transmission.</param>
internal struct AckTally(Instant now, TimeSpan minimumRoundTrip)
{
    /// <summary>Of chunks with their headers.</summary>
    public int Bytes { get; private set; }

    /// <summary>The order of the newest packet that is known to have arrived; -1 for none.</summary>
    public long NewestOrder { get; private set; } = -1;

    /// <summary>The same of packets larger than the smallest size of a path.</summary>
    public long NewestLargeOrder { get; private set; } = -1;

    /// <summary>A sample of the round trip, from the newest chunk that was sent only once (Karn).</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>What its newest chunk remembers of its sending.</summary>
    public DeliveryState Newest { get; private set; }

    public Instant NewestSentAt { get; private set; }

    public void Add(in OutstandingChunk chunk)
    {
        Bytes += chunk.Size;
        if (chunk.IsBeyondBase && chunk.Order > NewestLargeOrder) NewestLargeOrder = chunk.Order;
        if (chunk.Order <= NewestOrder) return;
        if (chunk.Transmissions == 1) RoundTrip = now - chunk.SentAt;
        else if (now - chunk.SentAt < minimumRoundTrip) return;
        NewestOrder = chunk.Order;
        Newest = chunk.Delivery;
        NewestSentAt = chunk.SentAt;
    }
}
