using System.Buffers;
using System.Text;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Channels;

/// <summary>How channels come and go: the handshake of RFC 8832 section 6 and the closing of RFC 8831 section 6.7.</summary>
internal sealed class ChannelLifecycle(
    SctpAssociation association,
    ChannelStreams streams,
    EarlyMessages early,
    Queue<DataChannelEvent> events)
{
    /// <summary>Those whose OPEN or ACK the association has not accepted yet, or that wait for the association.</summary>
    private readonly List<DataChannel> _connecting = [];

    public bool IsConnected { get; private set; }

    /// <summary>DCEP messages of the other end that cost it the stream.</summary>
    public long RefusedOpens { get; private set; }

    /// <summary>Messages that were for no channel in the end.</summary>
    public long DiscardedMessages { get; private set; }

    /// <summary>Gives the channel its stream and does what can be done by now to open it.</summary>
    public void Place(DataChannel channel, ushort stream, Instant now)
    {
        streams.Add(stream, channel);
        _connecting.Add(channel);
        TryConnect(channel, now);
    }

    /// <summary>The association is up.</summary>
    public void HandleConnected(Instant now)
    {
        IsConnected = true;
        foreach (var channel in streams.Snapshot())
        {
            // The other end accepts fewer streams than we offered.
            if (channel.Id >= association.OutgoingStreams) End(channel);
        }
        ConnectAll(now);
    }

    /// <summary>Tries again what the association could not take before.</summary>
    public void ConnectAll(Instant now)
    {
        for (var i = 0; i < _connecting.Count;)
        {
            if (!TryConnect(_connecting[i], now)) i++;
        }
    }

    public void Close(DataChannel channel, Instant now)
    {
        if (channel.State is DataChannelState.Closing or DataChannelState.Closed) return;
        var isUnheardOf = !channel.IsControlSent || (channel.Negotiated && !IsConnected);
        if (isUnheardOf) End(channel, isClean: true);
        else BeginClosing(channel, now);
    }

    public void HandleIncomingReset(ushort stream, Instant now)
    {
        if (streams.EndRefusal(stream)) return;
        if (!streams.TryFind(stream, out var channel))
        {
            DiscardEarly(stream);
            return;
        }
        channel.IsIncomingReset = true;
        if (channel.State == DataChannelState.Open) CloseByOtherEnd(channel, now);
        else if (channel is { State: DataChannelState.Closing, IsOutgoingReset: true }) End(channel, isClean: true);
    }

    /// <summary>
    /// Our reset was performed; or denied, after which nothing better can be done than to count it as performed.
    /// </summary>
    public void HandleOutgoingReset(ushort stream, Instant now)
    {
        streams.EndReset(stream);
        if (!streams.TryFind(stream, out var channel)) return;
        if (channel.State == DataChannelState.Connecting)
        {
            TryConnect(channel, now);
        }
        else if (channel.State == DataChannelState.Closing)
        {
            channel.IsOutgoingReset = true;
            if (channel.IsIncomingReset) End(channel, isClean: true);
        }
    }

    /// <summary>
    /// Bad DCEP costs the stream and nothing else. RFC 8832 section 6 has the receiver close the channel without
    /// an ACK, whether it was there before or not.
    /// </summary>
    public void Refuse(ushort stream, Instant now)
    {
        RefusedOpens++;
        if (streams.TryFind(stream, out var channel))
        {
            if (channel.State == DataChannelState.Open) CloseByOtherEnd(channel, now);
            if (channel.State != DataChannelState.Connecting) return;
            End(channel);
        }
        DiscardEarly(stream);
        if (streams.Refuse(stream)) Reset(stream, now);
    }

    /// <summary>The channel is over, and its stream free but for resets under way.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isClean">Whether everything of both ends was delivered.</param>
    public void End(DataChannel channel, bool isClean = false)
    {
        var isKnownToApplication = !channel.IsIncoming || channel.State != DataChannelState.Connecting;
        channel.State = DataChannelState.Closed;
        _connecting.Remove(channel);
        if (channel.Id is { } stream && streams.Remove(stream)) DiscardEarly(stream);
        if (isKnownToApplication) events.Enqueue(new() { Kind = DataChannelEventKind.Closed, Channel = channel, IsClean = isClean });
    }

    /// <summary>
    /// The association is over. A channel that the other end had closed before has lost nothing, if all of ours was
    /// acknowledged: what is missing is the confirmation of our reset alone.
    /// </summary>
    public void EndAll()
    {
        foreach (var channel in streams.Snapshot())
        {
            End(channel, channel.IsIncomingReset && association.UnacknowledgedTotal == 0);
        }
        streams.Clear();
    }

    /// <summary>
    /// Hands over the OPEN or ACK if it is still owed, and opens the channel if the association is up. False if it has
    /// to wait for something; true if it is settled, for good or for bad.
    /// </summary>
    private bool TryConnect(DataChannel channel, Instant now)
    {
        if (!channel.IsControlSent)
        {
            switch (SendControl(channel, now))
            {
                case SendResult.Accepted:
                    channel.IsControlSent = true;
                    break;
                case SendResult.Full or SendResult.StreamResetting:
                    return false;
                default:
                    End(channel);
                    return true;
            }
        }
        if (!IsConnected) return false;
        _connecting.Remove(channel);
        Open(channel, now);
        return true;
    }

    private SendResult SendControl(DataChannel channel, Instant now)
    {
        var stream = channel.Id.GetValueOrDefault();
        if (channel.IsIncoming) return association.Send(stream, PayloadProtocol.Dcep, DataChannelAck.Message, default, now);
        var open = new DataChannelOpen
        {
            Ordered = channel.Ordered,
            MaxRetransmits = channel.MaxRetransmits,
            MaxPacketLifeTime = (uint?)channel.MaxPacketLifeTime?.TotalMilliseconds,
            Priority = DataChannelOpen.DefaultPriority,
            Label = Encoding.UTF8.GetBytes(channel.Label),
            Protocol = Encoding.UTF8.GetBytes(channel.Protocol),
        };
        var message = ArrayPool<byte>.Shared.Rent(open.Length);
        open.Write(message);
        var result = association.Send(stream, PayloadProtocol.Dcep, message.AsSpan(0, open.Length), default, now);
        ArrayPool<byte>.Shared.Return(message);
        return result;
    }

    private void Open(DataChannel channel, Instant now)
    {
        channel.State = DataChannelState.Open;
        Raise(DataChannelEventKind.Opened, channel);
        while (early.TryTake(channel.Id.GetValueOrDefault(), out var message))
        {
            channel.IsKnownToOtherEnd = true;
            events.Enqueue(DataChannelEvent.Message(channel, message.IsText, message.Payload, message.WindowBytes));
        }
        if (channel.IsIncomingReset) CloseByOtherEnd(channel, now);
    }

    private void CloseByOtherEnd(DataChannel channel, Instant now)
    {
        Raise(DataChannelEventKind.Closing, channel);
        BeginClosing(channel, now);
    }

    private void BeginClosing(DataChannel channel, Instant now)
    {
        channel.State = DataChannelState.Closing;
        _connecting.Remove(channel);
        Reset(channel.Id.GetValueOrDefault(), now);
    }

    private void Reset(ushort stream, Instant now)
    {
        if (stream < association.OutgoingStreams && streams.BeginReset(stream)) association.ResetStream(stream, now);
    }

    private void DiscardEarly(ushort stream)
    {
        while (early.TryTake(stream, out var message))
        {
            DiscardedMessages++;
            association.Consume(message.WindowBytes);
        }
    }

    private void Raise(DataChannelEventKind kind, DataChannel channel) => events.Enqueue(new() { Kind = kind, Channel = channel });
}
