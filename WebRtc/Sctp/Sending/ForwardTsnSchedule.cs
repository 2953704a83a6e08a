using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Tells the other end what was given up, at most once a round trip (RFC 3758 section 3.5).</summary>
internal sealed class ForwardTsnSchedule(OutstandingData outstanding, RoundTripEstimator roundTrip)
{
    private const int MaxStreams = 64;

    private Tsn _told;
    private Instant _toldAt;

    /// <summary>The other end still waits for something that was given up.</summary>
    public bool IsPending => outstanding.Advanced > outstanding.Cumulative;

    public bool IsDue { get; private set; }

    public void OnChange(Instant now)
    {
        outstanding.Advance();
        if (!IsPending)
        {
            IsDue = false;
            return;
        }
        var isNews = outstanding.Advanced != _told;
        if (isNews || now - _toldAt >= (roundTrip.Smoothed ?? TimeSpan.Zero)) IsDue = true;
    }

    /// <summary>The other end has not answered.</summary>
    public void Repeat() => IsDue = IsPending;

    public bool TryWrite(ref ByteWriter writer, Instant now)
    {
        if (!IsDue || writer.Free < ForwardTsnChunk.FixedSize) return false;
        var room = Math.Min(MaxStreams, (writer.Free - ForwardTsnChunk.FixedSize) / outstanding.Format.ForwardEntrySize);
        Span<SkippedMessage> skipped = stackalloc SkippedMessage[room];
        var count = Collect(skipped, out var last);
        ForwardTsnChunk.Write(ref writer, outstanding.Format, last, skipped[..count]);
        IsDue = false;
        _told = outstanding.Advanced;
        _toldAt = now;
        return true;
    }

    /// <summary>The highest number of each stream, of its ordered and, in I-FORWARD-TSN, its unordered messages; ends early where the streams do not fit.</summary>
    private int Collect(Span<SkippedMessage> skipped, out Tsn last)
    {
        var count = 0;
        OutgoingMessage? previous = null;
        last = outstanding.Cumulative;
        for (var tsn = outstanding.Cumulative + 1; tsn <= outstanding.Advanced; tsn += 1)
        {
            var message = outstanding.Ring[tsn].Message;
            var isNamed = !message.IsUnordered || outstanding.Format == DataFormat.Interleaved;
            if (message != previous && isNamed && !TryNote(skipped, ref count, message)) break;
            previous = message;
            last = tsn;
        }
        return count;
    }

    private static bool TryNote(Span<SkippedMessage> skipped, ref int count, OutgoingMessage message)
    {
        var entry = new SkippedMessage(message.Stream.Id, message.Mid, message.IsUnordered);
        for (var i = 0; i < count; i++)
        {
            if (skipped[i].Stream != entry.Stream || skipped[i].IsUnordered != entry.IsUnordered) continue;
            skipped[i] = entry;
            return true;
        }
        if (count == skipped.Length) return false;
        skipped[count++] = entry;
        return true;
    }
}
