namespace RtcPeer.WebRtc.Sctp;

/// <summary>What an <see cref="SctpEvent"/> tells; each names the fields that it fills.</summary>
internal enum SctpEventKind
{
    /// <summary>The handshake is over.</summary>
    Connected,

    /// <summary>Stream, Ppid and Payload. The array is given away; its bytes count against the window until consumed.</summary>
    Message,

    /// <summary>Stream. The other end has reset its outgoing stream; every message before that was delivered.</summary>
    StreamResetIncoming,

    /// <summary>Stream and Denied. Our reset was performed by the other end, or refused.</summary>
    StreamResetOutgoing,

    /// <summary>Stream. What is buffered has fallen to the threshold.</summary>
    BufferedAmountLow,

    /// <summary>After <see cref="SendResult.Full"/>: there is room again.</summary>
    SendBufferAvailable,

    /// <summary>Reason and Detail. The association is over; nothing follows.</summary>
    Closed,
}
