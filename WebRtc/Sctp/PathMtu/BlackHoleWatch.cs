using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp.PathMtu;

/// <summary>
/// Notices that large packets no longer arrive where small ones do (RFC 8899 section 4.3): some are lost and none that
/// was sent after them arrives, or nothing arrives at all.
/// </summary>
internal sealed class BlackHoleWatch
{
    private const int MaxLosses = 3;

    private long _newestArrived = -1;
    private long _newestLost = -1;
    private int _losses;
    private bool _isSuspected;

    /// <summary>A large packet arrived.</summary>
    public void OnArrived(long order)
    {
        if (order <= _newestArrived) return;
        _newestArrived = order;
        _losses = 0;
    }

    /// <summary>A chunk was lost; those of one packet count once.</summary>
    public void OnLost(in OutstandingChunk chunk)
    {
        if (!chunk.IsBeyondBase || chunk.Order <= Math.Max(_newestArrived, _newestLost)) return;
        _newestLost = chunk.Order;
        if (++_losses >= MaxLosses) _isSuspected = true;
    }

    /// <summary>Nothing was answered for the whole of a retransmission timeout.</summary>
    public void OnTimeout() => _isSuspected = true;

    /// <summary>Whether a black hole was noticed since the last call.</summary>
    public bool TryTake()
    {
        var isSuspected = _isSuspected;
        if (isSuspected) _losses = 0;
        _isSuspected = false;
        return isSuspected;
    }
}
