using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>
/// The other end's request to reset its outgoing streams, from its arrival until all that was sent before it has come:
/// "deferred reset processing" (RFC 6525 section 5.2.2).
/// </summary>
internal sealed class IncomingReset
{
    private ushort[] _streams = [];

    public bool IsDeferred { get; private set; }

    /// <summary>The last TSN that comes before the reset.</summary>
    public Tsn LastTsn { get; private set; }

    /// <summary>None means all.</summary>
    public ReadOnlySpan<ushort> Streams => _streams;

    public void Begin(in OutgoingResetRequest request)
    {
        LastTsn = request.LastAssigned;
        _streams = new ushort[request.Count];
        for (var i = 0; i < _streams.Length; i++) _streams[i] = request.Stream(i);
        IsDeferred = true;
    }

    public void End() => IsDeferred = false;

    /// <summary>
    /// The chunk comes after a reset that is not performed yet, so that its sequence number means nothing so far. It is
    /// not taken, and will be sent again.
    /// </summary>
    public bool HoldsBack(ushort stream, Tsn tsn) =>
        IsDeferred && tsn > LastTsn && (_streams.Length == 0 || Array.IndexOf(_streams, stream) >= 0);
}
