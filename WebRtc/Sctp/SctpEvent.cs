namespace RtcPeer.WebRtc.Sctp;

/// <summary>What an association has to tell. A struct, since there is one for every message.</summary>
internal readonly struct SctpEvent
{
    public required SctpEventKind Kind { get; init; }

    public ushort Stream { get; init; }

    /// <summary>Payload Protocol Identifier, of a message.</summary>
    public uint Ppid { get; init; }

    /// <summary>An array of exactly the message's size.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>Of a stream reset of ours: the other end refused it.</summary>
    public bool Denied { get; init; }

    public SctpCloseReason Reason { get; init; }

    /// <summary>Words of the end that aborted, for a log. Never to be trusted further than that.</summary>
    public string? Detail { get; init; }

    public override string ToString() => Kind switch
    {
        SctpEventKind.Message => $"{Kind} stream {Stream} ppid {Ppid} {Payload?.Length} bytes",
        SctpEventKind.Closed => $"{Kind} {Reason} {Detail}",
        SctpEventKind.StreamResetOutgoing when Denied => $"{Kind} stream {Stream} denied",
        SctpEventKind.StreamResetIncoming or SctpEventKind.StreamResetOutgoing or SctpEventKind.BufferedAmountLow =>
            $"{Kind} stream {Stream}",
        _ => Kind.ToString(),
    };
}
