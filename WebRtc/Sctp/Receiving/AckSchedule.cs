using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// When a SACK is due (RFC 9260 section 6.2): for every second packet, at once where something is out of order, else
/// after a delay. Since packets are pulled, one SACK answers all that arrived before the pull.
/// </summary>
internal sealed class AckSchedule(TimeSpan delay)
{
    private int _packets;

    /// <summary>A SACK is to be sent now.</summary>
    public bool IsDue { get; private set; }

    /// <summary>There is something to acknowledge, so a packet that is sent anyway may carry it.</summary>
    public bool IsUseful => IsDue || HasNews;

    /// <summary>Data has come since the last SACK.</summary>
    public bool HasNews => _packets > 0;

    public Instant Deadline { get; private set; } = Instant.Never;

    public void OnPacket(bool immediate, Instant now)
    {
        _packets++;
        if (immediate || _packets >= 2) MakeDue();
        else if (Deadline == Instant.Never) Deadline = now + delay;
    }

    public void MakeDue()
    {
        IsDue = true;
        Deadline = Instant.Never;
    }

    public void OnSent()
    {
        _packets = 0;
        IsDue = false;
        Deadline = Instant.Never;
    }

    public void Tick(Instant now)
    {
        if (Deadline <= now) MakeDue();
    }
}
