namespace RtcPeer.WebRtc.Sctp;

/// <summary>How one message is to be delivered. The default is ordered and reliable.</summary>
/// <param name="Unordered">Delivered as soon as it is complete, whatever came before it.</param>
/// <param name="MaxRetransmits">Given up after that many retransmissions of one of its chunks (RFC 7496 section 3.2).</param>
/// <param name="Lifetime">Given up when not yet acknowledged that long after it was handed over (RFC 3758 section 4).</param>
internal readonly record struct SendOptions(bool Unordered, ushort? MaxRetransmits, TimeSpan? Lifetime);
