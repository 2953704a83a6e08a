using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>One direction between two hosts: decides what becomes of each datagram, and remembers queue and burst.</summary>
internal sealed class VirtualLink(LinkDraws draws)
{
    private long _index;
    private bool _isInBurst;
    private Instant _lastArrival;
    private Instant _bottleneckFree;

    /// <summary>Null where the network's conditions apply.</summary>
    public LinkConditions? Conditions { get; set; }

    /// <summary>Neither arrival is a loss.</summary>
    internal readonly record struct Fate(Instant? Arrival, Instant? SecondArrival)
    {
        public bool IsLost => Arrival is null;
    }

    public Fate Send(int length, Instant now, LinkConditions networkConditions)
    {
        var conditions = Conditions ?? networkConditions;
        var index = _index++;
        StepBurst(conditions, index);
        if (IsLost(conditions, index, length, now)) return default;
        if (!TryPassBottleneck(conditions, length, now, out var departure)) return default;

        var arrival = departure + conditions.Latency + conditions.Jitter * draws.Next(index, Draw.Jitter);
        if (draws.Next(index, Draw.Reordering) < conditions.Reordering)
        {
            arrival += conditions.ReorderingDelay * draws.Next(index, Draw.ReorderingDelay);
        }
        else
        {
            _lastArrival = arrival = Instant.Later(arrival, _lastArrival);
        }
        if (draws.Next(index, Draw.Duplication) >= conditions.Duplication) return new(arrival, null);
        return new(arrival, arrival + conditions.Jitter * draws.Next(index, Draw.DuplicateJitter));
    }

    private void StepBurst(LinkConditions conditions, long index)
    {
        if (conditions.Bursts is not { } bursts)
        {
            _isInBurst = false;
            return;
        }
        var turns = draws.Next(index, Draw.BurstTurn) < (_isInBurst ? bursts.End : bursts.Begin);
        _isInBurst ^= turns;
    }

    private bool IsLost(LinkConditions conditions, long index, int length, Instant now)
    {
        if (length > conditions.Mtu || conditions.Drops?.Invoke(index) == true) return true;
        foreach (var partition in conditions.Partitions)
        {
            if (partition.Contains(now)) return true;
        }
        if (_isInBurst && draws.Next(index, Draw.BurstLoss) < conditions.Bursts!.Loss) return true;
        return draws.Next(index, Draw.Loss) < conditions.Loss;
    }

    private bool TryPassBottleneck(LinkConditions conditions, int length, Instant now, out Instant departure)
    {
        departure = now;
        if (conditions.BytesPerSecond == 0) return true;
        var start = Instant.Later(now, _bottleneckFree);
        var waitingBytes = (start - now).TotalSeconds * conditions.BytesPerSecond;
        if (waitingBytes + length > conditions.QueueLimit) return false;
        departure = start + TimeSpan.FromSeconds((double)length / conditions.BytesPerSecond);
        _bottleneckFree = departure;
        return true;
    }
}
