namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Slow start and congestion avoidance (RFC 9260 section 7.2).</summary>
/// <remarks>
/// Two deliberate differences. The window begins at ten packets, as TCP's does since RFC 6928. And slow start counts
/// all acknowledged bytes, not one packet a SACK: receivers that answer a burst by one SACK would hold it down. The
/// sender limits bursts instead.
/// </remarks>
internal sealed class Rfc9260CongestionController(int maxPacketSize) : ICongestionController
{
    private const int InitialPackets = 10;
    private const int MaxCwnd = 1 << 28;

    private int _packetSize = maxPacketSize;
    private int _ssthresh = int.MaxValue;
    private int _partialBytesAcked;

    public int Cwnd { get; private set; } = InitialPackets * maxPacketSize;

    public double PacingRate => 0;

    public void OnPacketSize(int maxPacketSize) => _packetSize = maxPacketSize;

    public void OnAcked(in AckSample sample)
    {
        if (sample.IsRecovering) return;
        // A window that was not used says nothing about what the path can carry.
        var wasUsed = sample.FlightBefore + _packetSize > Cwnd;
        if (Cwnd <= _ssthresh)
        {
            if (wasUsed) Cwnd = Math.Min(Cwnd + sample.AckedBytes, MaxCwnd);
            return;
        }
        _partialBytesAcked += sample.AckedBytes;
        if (_partialBytesAcked < Cwnd) return;
        _partialBytesAcked = wasUsed ? _partialBytesAcked - Cwnd : 0;
        if (wasUsed) Cwnd = Math.Min(Cwnd + _packetSize, MaxCwnd);
    }

    public void OnCongestion()
    {
        _ssthresh = Math.Max(Cwnd / 2, 4 * _packetSize);
        Cwnd = _ssthresh;
        _partialBytesAcked = 0;
    }

    public void OnTimeout()
    {
        _ssthresh = Math.Max(Cwnd / 2, 4 * _packetSize);
        Cwnd = _packetSize;
        _partialBytesAcked = 0;
    }

    public void OnIdle()
    {
        _ssthresh = Math.Max(_ssthresh, Cwnd / 4 * 3);
        Cwnd = Math.Min(Cwnd, Math.Max(Cwnd / 2, InitialPackets * _packetSize));
        _partialBytesAcked = 0;
    }
}
