using System.Text;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Channels;

/// <summary>
/// The data channels over one association (RFC 8831, RFC 8832). Whoever owns the association passes its events
/// through <see cref="Handle"/>, and tells the association to consume what the application has read.
/// </summary>
internal sealed class DataChannelTable
{
    private readonly SctpAssociation _association;
    private readonly DataChannelOptions _options;
    private readonly ChannelStreams _streams = new();
    private readonly EarlyMessages _early;
    private readonly ChannelLifecycle _lifecycle;
    private readonly Queue<DataChannelEvent> _events = new();

    /// <summary>Ours that wait for the DTLS role, which decides their ids.</summary>
    private readonly List<DataChannel> _withoutId = [];

    private bool? _isDtlsClient;
    private long _droppedMessages;

    public DataChannelTable(SctpAssociation association, DataChannelOptions? options = null)
    {
        _association = association;
        _options = options ?? new();
        _early = new(_options);
        _lifecycle = new(association, _streams, _early, _events);
    }

    /// <summary>How many channels are not closed.</summary>
    public int Count => _streams.Count + _withoutId.Count;

    /// <summary>The channels that are not closed.</summary>
    public IEnumerable<DataChannel> Channels => _streams.Snapshot().Concat(_withoutId);

    /// <summary>Messages of the other end that were for no channel, or of no known kind.</summary>
    public long DroppedMessages => _droppedMessages + _lifecycle.DiscardedMessages;

    /// <summary>DCEP messages of the other end that cost it the stream.</summary>
    public long RefusedOpens => _lifecycle.RefusedOpens;

    /// <summary>May be called at any time before the association is over; also before it has begun.</summary>
    /// <exception cref="ArgumentException">What is asked for contradicts itself or exceeds its bounds.</exception>
    /// <exception cref="InvalidOperationException">No such id is free, or the association is over.</exception>
    public DataChannel Create(DataChannelInit init, Instant now)
    {
        DataChannelInitCheck.ThrowIfInvalid(init);
        if (_association.HasEnded) throw new InvalidOperationException("The association is over.");
        var channel = new DataChannel(_association, init, isIncoming: false);
        if (init.Negotiated)
        {
            var id = init.Id.GetValueOrDefault();
            if (!_streams.IsFree(id)) throw new InvalidOperationException($"The id {id} is in use.");
            if (id >= _association.OutgoingStreams) throw new InvalidOperationException($"The association has no stream {id}.");
            _lifecycle.Place(channel, id, now);
        }
        else if (_isDtlsClient is not { } isDtlsClient)
        {
            _withoutId.Add(channel);
        }
        else if (_streams.TryFindFree(isDtlsClient, _association.OutgoingStreams, out var stream))
        {
            _lifecycle.Place(channel, stream, now);
        }
        else
        {
            throw new InvalidOperationException("No id is free.");
        }
        return channel;
    }

    /// <summary>Decides our ids. To be called when the role is known, before the association's first event is handled.</summary>
    /// <exception cref="InvalidOperationException">It was called before with the other role.</exception>
    public void SetRole(bool isDtlsClient, Instant now)
    {
        if (_isDtlsClient is { } known && known != isDtlsClient) throw new InvalidOperationException("The DTLS role stays.");
        _isDtlsClient = isDtlsClient;
        foreach (var channel in _withoutId)
        {
            if (_streams.TryFindFree(isDtlsClient, _association.OutgoingStreams, out var stream))
            {
                _lifecycle.Place(channel, stream, now);
            }
            else
            {
                _lifecycle.End(channel);
            }
        }
        _withoutId.Clear();
    }

    /// <summary>
    /// Hands a message over, which is copied. <see cref="SendResult.NotOpen"/> unless the channel is open;
    /// <see cref="SendResult.Full"/> means to try again after the association's event of room.
    /// </summary>
    public SendResult Send(DataChannel channel, bool isText, ReadOnlySpan<byte> payload, Instant now)
    {
        if (channel.State != DataChannelState.Open || channel.Id is not { } stream) return SendResult.NotOpen;
        var result = payload.IsEmpty
            ? _association.Send(
                stream, isText ? PayloadProtocol.StringEmpty : PayloadProtocol.BinaryEmpty, [0], channel.SendOptions, now)
            : _association.Send(
                stream, isText ? PayloadProtocol.String : PayloadProtocol.Binary, payload, channel.SendOptions, now);
        if (result != SendResult.Accepted) return result;
        channel.AwaitsBufferedAmountLow = true;
        channel.CountSent(payload.Length);
        return result;
    }

    /// <summary>
    /// Begins to close the channel: what was accepted is delivered and acknowledged first, then the stream is reset
    /// (RFC 8831 section 6.7). <see cref="DataChannelEventKind.Closed"/> follows when the other end has reset it too.
    /// </summary>
    public void Close(DataChannel channel, Instant now)
    {
        _withoutId.Remove(channel);
        _lifecycle.Close(channel, now);
    }

    /// <summary>Takes any event of the association. What concerns the association as a whole remains the caller's to act on.</summary>
    public void Handle(in SctpEvent e, Instant now)
    {
        switch (e.Kind)
        {
            case SctpEventKind.Connected:
                _lifecycle.HandleConnected(now);
                break;
            case SctpEventKind.Message:
                HandleMessage(e, now);
                break;
            case SctpEventKind.StreamResetIncoming:
                _lifecycle.HandleIncomingReset(e.Stream, now);
                break;
            case SctpEventKind.StreamResetOutgoing:
                _lifecycle.HandleOutgoingReset(e.Stream, now);
                break;
            case SctpEventKind.BufferedAmountLow:
                HandleBufferedAmountLow(e.Stream);
                break;
            case SctpEventKind.SendBufferAvailable:
                _lifecycle.ConnectAll(now);
                break;
            case SctpEventKind.Closed:
                EndAll();
                break;
        }
    }

    public bool TryNextEvent(out DataChannelEvent e)
    {
        if (!_events.TryDequeue(out e)) return false;
        if (e.Kind == DataChannelEventKind.Message) e.Channel.CountReceived(e.Payload.Length);
        return true;
    }

    private void HandleMessage(in SctpEvent e, Instant now)
    {
        var payload = e.Payload ?? [];
        if (_streams.IsRefused(e.Stream))
        {
            Drop(payload);
            return;
        }
        switch (e.Ppid)
        {
            case PayloadProtocol.Dcep:
                HandleControl(e.Stream, payload, now);
                _association.Consume(payload.Length);
                break;
            case PayloadProtocol.String:
                HandleData(e.Stream, isText: true, payload, payload.Length);
                break;
            case PayloadProtocol.Binary:
                HandleData(e.Stream, isText: false, payload, payload.Length);
                break;
            case PayloadProtocol.StringEmpty:
                HandleData(e.Stream, isText: true, [], payload.Length);
                break;
            case PayloadProtocol.BinaryEmpty:
                HandleData(e.Stream, isText: false, [], payload.Length);
                break;
            default:
                Drop(payload);
                break;
        }
    }

    private void HandleData(ushort stream, bool isText, byte[] payload, int windowBytes)
    {
        var hasChannel = _streams.TryFind(stream, out var channel);
        if (channel is null or { State: DataChannelState.Connecting })
        {
            if (_early.TryAdd(stream, new(isText, payload, windowBytes, IsStray: !hasChannel))) return;
            _droppedMessages++;
            _association.Consume(windowBytes);
            return;
        }
        channel.IsKnownToOtherEnd = true;
        _events.Enqueue(DataChannelEvent.Message(channel, isText, payload, windowBytes));
    }

    private void HandleControl(ushort stream, ReadOnlySpan<byte> message, Instant now)
    {
        if (DataChannelAck.IsAck(message))
        {
            if (_streams.TryFind(stream, out var channel)) channel.IsKnownToOtherEnd = true;
            else _droppedMessages++;
        }
        else if (!DataChannelOpen.TryRead(message, out var open) || !MayOpen(stream))
        {
            _lifecycle.Refuse(stream, now);
        }
        else
        {
            var init = new DataChannelInit(Encoding.UTF8.GetString(open.Label))
            {
                Protocol = Encoding.UTF8.GetString(open.Protocol),
                Ordered = open.Ordered,
                MaxRetransmits = open.MaxRetransmits is { } count ? (ushort)Math.Min(count, ushort.MaxValue) : null,
                MaxPacketLifeTime = open.MaxPacketLifeTime is { } time ? TimeSpan.FromMilliseconds(time) : null,
            };
            _lifecycle.Place(new(_association, init, isIncoming: true), stream, now);
        }
    }

    private bool MayOpen(ushort stream)
    {
        if (_streams.TryFind(stream, out var channel))
        {
            // It has seen both resets, before the confirmation of ours came to us: that channel is over.
            if (channel is not { State: DataChannelState.Closing, IsIncomingReset: true }) return false;
            _lifecycle.End(channel);
        }
        var isOurs = _isDtlsClient is { } isDtlsClient && stream % 2 == (isDtlsClient ? 0 : 1);
        return !isOurs && stream <= ChannelStreams.MaxId && Count < _options.MaxChannels;
    }

    private void HandleBufferedAmountLow(ushort stream)
    {
        // The association counts the OPEN too; the application has not sent that.
        if (!_streams.TryFind(stream, out var channel) || !channel.AwaitsBufferedAmountLow) return;
        channel.AwaitsBufferedAmountLow = false;
        _events.Enqueue(new() { Kind = DataChannelEventKind.BufferedAmountLow, Channel = channel });
    }

    private void EndAll()
    {
        foreach (var channel in _withoutId) _lifecycle.End(channel);
        _withoutId.Clear();
        _lifecycle.EndAll();
    }

    private void Drop(byte[] payload)
    {
        _droppedMessages++;
        _association.Consume(payload.Length);
    }
}
