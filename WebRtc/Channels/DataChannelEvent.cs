namespace RtcPeer.WebRtc.Channels;

/// <summary>What a channel has to tell. A struct, since there is one for every message.</summary>
internal readonly struct DataChannelEvent
{
    public required DataChannelEventKind Kind { get; init; }

    public required DataChannel Channel { get; init; }

    /// <summary>The message is a string. Its bytes are as they came: whoever decodes them replaces what is not UTF-8.</summary>
    public bool IsText { get; init; }

    /// <summary>An array of exactly the message's size, given away.</summary>
    public byte[] Payload { get => field ?? []; init; }

    /// <summary>
    /// What the message holds of the receive window until the application has read it and the association is told to
    /// consume it: its size, and 1 for an empty one.
    /// </summary>
    public int WindowBytes { get; init; }

    /// <summary>Of the end: what both ends had sent was delivered. Otherwise the association ended first.</summary>
    public bool IsClean { get; init; }

    public static DataChannelEvent Message(DataChannel channel, bool isText, byte[] payload, int windowBytes) => new()
    {
        Kind = DataChannelEventKind.Message,
        Channel = channel,
        IsText = isText,
        Payload = payload,
        WindowBytes = windowBytes,
    };

    public override string ToString() => Kind == DataChannelEventKind.Message
        ? $"{Kind} {Channel} {(IsText ? "text" : "binary")} {Payload.Length} bytes"
        : $"{Kind} {Channel}";
}
