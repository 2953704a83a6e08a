using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Channels;

/// <summary>One data channel (RFC 8831): what it is and how it stands. <see cref="DataChannelTable"/> acts on it.</summary>
internal sealed class DataChannel(SctpAssociation association, DataChannelInit init, bool isIncoming)
{
    public string Label => init.Label;

    public string Protocol => init.Protocol;

    public bool Ordered => init.Ordered;

    public ushort? MaxRetransmits => init.MaxRetransmits;

    public TimeSpan? MaxPacketLifeTime => init.MaxPacketLifeTime;

    public bool Negotiated => init.Negotiated;

    /// <summary>Opened by the other end.</summary>
    public bool IsIncoming => isIncoming;

    /// <summary>The stream; null until the DTLS role is known.</summary>
    public ushort? Id { get; private set; }

    public DataChannelState State { get; set; }

    /// <summary>Bytes accepted by Send and not yet put into a packet for the first time.</summary>
    public int BufferedAmount => HoldsStream ? association.BufferedAmount(Id.GetValueOrDefault()) : 0;

    /// <summary>When <see cref="BufferedAmount"/> falls to so many bytes or below, there is an event.</summary>
    public int BufferedAmountLowThreshold
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
            if (HoldsStream) association.SetBufferedAmountLowThreshold(Id.GetValueOrDefault(), value);
        }
    }

    /// <summary>The DATA_CHANNEL_OPEN or _ACK that we owe was handed to the association. A negotiated channel owes none.</summary>
    public bool IsControlSent { get; set; } = init.Negotiated;

    /// <summary>
    /// The other end has the channel: it said so, or sent on it. Until then everything goes out ordered (RFC 8832
    /// section 6), for a message that overtakes the OPEN finds no channel.
    /// </summary>
    public bool IsKnownToOtherEnd { get; set; } = isIncoming || init.Negotiated;

    /// <summary>The other end has reset its direction.</summary>
    public bool IsIncomingReset { get; set; }

    /// <summary>Our reset of our direction was performed.</summary>
    public bool IsOutgoingReset { get; set; }

    /// <summary>The application has sent since the last event of a low buffered amount.</summary>
    public bool AwaitsBufferedAmountLow { get; set; }

    /// <summary>Messages accepted for sending.</summary>
    public MessageCount Sent { get; private set; }

    /// <summary>Messages that were handed on.</summary>
    public MessageCount Received { get; private set; }

    private bool HoldsStream => Id is not null && State != DataChannelState.Closed;

    public SendOptions SendOptions => new(!Ordered && IsKnownToOtherEnd, MaxRetransmits, MaxPacketLifeTime);

    public void CountSent(int length) => Sent = Sent.With(length);

    public void CountReceived(int length) => Received = Received.With(length);

    /// <summary>Takes the stream; its threshold may be another channel's, from before.</summary>
    public void AssignStream(ushort id)
    {
        Id = id;
        association.SetBufferedAmountLowThreshold(id, BufferedAmountLowThreshold);
    }

    public override string ToString() => $"{Label} ({Id}) {State}";
}
