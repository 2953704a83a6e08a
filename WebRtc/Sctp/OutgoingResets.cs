using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// Our requests to reset our outgoing streams (RFC 6525 section 5.1.2): one at a time, for all streams that are ready,
/// repeated until answered.
/// </summary>
internal sealed class OutgoingResets(AssociationContext context, DataSender sender)
{
    private const int MaxStreams = 256;

    /// <summary>How often an end that has not said that it knows RE-CONFIG is asked, before that counts as a no.</summary>
    private const int MaxAttemptsUnsupported = 6;

    private readonly List<OutgoingStream> _waiting = [];
    private readonly List<ushort> _asked = [];
    private uint _number = context.LocalInitialTsn.Value;
    private Tsn _lastAssigned;
    private bool _isDue;
    private int _attempts;

    public Instant Deadline { get; private set; } = Instant.Never;

    private bool IsAsked => _asked.Count > 0;

    public void Add(ushort id)
    {
        var stream = sender.Queue.StreamOf(id);
        if (stream.IsResetting) return;
        stream.IsResetting = true;
        _waiting.Add(stream);
    }

    /// <summary>Asks for those streams of which everything is acknowledged.</summary>
    public void Advance()
    {
        if (_waiting.Count == 0 || IsAsked || !context.IsUp) return;
        for (var i = 0; i < _waiting.Count && _asked.Count < MaxStreams; i++)
        {
            if (!_waiting[i].IsIdle) continue;
            _asked.Add(_waiting[i].Id);
            _waiting.RemoveAt(i--);
        }
        if (!IsAsked) return;
        _lastAssigned = sender.LastAssigned;
        _attempts = 0;
        _isDue = true;
    }

    /// <param name="writer">The packet.</param>
    /// <param name="peerNumber">The last request of the other end that we have seen.</param>
    /// <param name="now">When the repetition is counted from.</param>
    public bool TryWrite(ref ByteWriter writer, uint peerNumber, Instant now)
    {
        var size = Chunk.HeaderSize + OutgoingResetRequest.FixedSize + Chunk.Pad(_asked.Count * sizeof(ushort));
        if (!_isDue || writer.Free < size) return false;
        _isDue = false;
        Span<ushort> streams = stackalloc ushort[MaxStreams];
        for (var i = 0; i < _asked.Count; i++) streams[i] = _asked[i];
        OutgoingResetRequest.Write(ref writer, _number, peerNumber, _lastAssigned, streams[.._asked.Count]);
        var timeout = TimeSpan.FromTicks(sender.RoundTrip.Rto.Ticks << Math.Min(_attempts++, 16));
        Deadline = now + (timeout < context.Options.RtoMax ? timeout : context.Options.RtoMax);
        return true;
    }

    public void OnResponse(ReconfigResponse response)
    {
        if (!IsAsked || response.RequestNumber != _number) return;
        switch (response.Result)
        {
            case ReconfigResult.NothingToDo or ReconfigResult.Performed:
                Finish(isDenied: false);
                break;
            case ReconfigResult.InProgress or ReconfigResult.RequestInProgress:
                // The other end lives and is not ready yet: the same request is repeated, patiently.
                _attempts = Math.Min(_attempts, 1);
                context.ErrorCount = 0;
                break;
            default:
                Finish(isDenied: true);
                break;
        }
    }

    public void Tick(Instant now)
    {
        if (Deadline > now) return;
        Deadline = Instant.Never;
        if (context.Peer is { SupportsReConfig: false })
        {
            if (_attempts >= MaxAttemptsUnsupported) Finish(isDenied: true);
        }
        else context.CountTimeout();
        _isDue = IsAsked;
    }

    private void Finish(bool isDenied)
    {
        foreach (var id in _asked)
        {
            var stream = sender.Queue.StreamOf(id);
            stream.IsResetting = false;
            if (!isDenied) stream.ResetMids();
            context.Events.Enqueue(
                new() { Kind = SctpEventKind.StreamResetOutgoing, Stream = id, Denied = isDenied });
        }
        _asked.Clear();
        _number++;
        _isDue = false;
        Deadline = Instant.Never;
    }
}
