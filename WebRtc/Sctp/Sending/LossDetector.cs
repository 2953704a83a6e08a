using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// Tells which transmissions are lost: those with three later packets acknowledged (the three miss indications of RFC
/// 9260 section 7.2.4, counted by packets since one SACK here answers many), or with one later packet acknowledged and
/// more than a round trip gone. Transmissions count, not TSNs, so a lost retransmission is found as well. Each is
/// looked at once when it is sent and once when it is settled. Where the path proves to reorder, time alone counts, and
/// more of it (RACK's adaptive window, RFC 8985 section 6.2).
/// </summary>
internal sealed class LossDetector
{
    private const int MissIndications = 3;
    private const int MaxSteps = 16;

    /// <summary>RFC 8985 section 6.2: how many recoveries in order it takes to forget that the path reordered.</summary>
    private const int Memory = 16;

    private static readonly TimeSpan MinReorderingWindow = TimeSpan.FromMilliseconds(1);

    private readonly Queue<Transmission> _sent = new();
    private long _newestAcked = -1;
    private int _steps;
    private int _recoveriesLeft;
    private long _stepEnd;

    /// <summary>The number of the next packet.</summary>
    public long NextOrder { get; private set; }

    /// <summary>When the oldest transmission is lost, unless it is acknowledged before.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    public void OnChunkSent(Tsn tsn, Instant now) => _sent.Enqueue(new(tsn, NextOrder, now));

    public void OnPacketSent() => NextOrder++;

    public void OnAcked(long newestOrder) => _newestAcked = Math.Max(_newestAcked, newestOrder);

    /// <summary>
    /// The other end has got something twice, so it was no loss: we wait a quarter of a round trip longer, and again
    /// longer after each round trip in which that happens.
    /// </summary>
    public void OnDuplicate()
    {
        if (_newestAcked < _stepEnd) return;
        _stepEnd = NextOrder;
        _steps = Math.Min(_steps + 1, MaxSteps);
        _recoveriesLeft = Memory;
    }

    /// <summary>A new loss was found.</summary>
    public void OnRecovery()
    {
        if (--_recoveriesLeft == 0) _steps = 0;
    }

    /// <summary>Forgets all transmissions: they count as lost already.</summary>
    public void Clear()
    {
        _sent.Clear();
        Deadline = Instant.Never;
    }

    public bool TryNextLost(OutstandingRing outstanding, RoundTripEstimator roundTrip, Instant now, out Tsn lost)
    {
        Deadline = Instant.Never;
        while (_sent.TryPeek(out var oldest))
        {
            lost = oldest.Tsn;
            if (IsSettled(outstanding, oldest))
            {
                _sent.Dequeue();
                continue;
            }
            if (oldest.Order >= _newestAcked) return false;
            var patience = oldest.SentAt + ReorderingWindow(roundTrip);
            if ((_steps == 0 && oldest.Order + MissIndications <= _newestAcked) || patience <= now)
            {
                _sent.Dequeue();
                return true;
            }
            Deadline = patience;
            return false;
        }
        lost = default;
        return false;
    }

    private static bool IsSettled(OutstandingRing outstanding, in Transmission sent)
    {
        if (!outstanding.Contains(sent.Tsn)) return true;
        ref readonly var chunk = ref outstanding[sent.Tsn];
        return chunk.State != ChunkState.InFlight || chunk.Order != sent.Order;
    }

    private TimeSpan ReorderingWindow(RoundTripEstimator roundTrip)
    {
        var longest = roundTrip.Smoothed is { } smoothed && smoothed > roundTrip.Latest ? smoothed : roundTrip.Latest;
        var slack = _steps == 0 ? TimeSpan.Zero : _steps * (roundTrip.Minimum / 4);
        if (slack > longest) slack = longest;
        var window = longest + (slack > longest / 8 ? slack : longest / 8);
        return window > MinReorderingWindow ? window : MinReorderingWindow;
    }

    private readonly record struct Transmission(Tsn Tsn, long Order, Instant SentAt);
}
