namespace RtcPeer.Relay.Access;

/// <summary>A token for some rooms.</summary>
internal sealed record RoomToken
{
    /// <summary>The rooms' names, in which <c>*</c> stands for any characters and <c>?</c> for one: <c>team-*</c>.</summary>
    public string Rooms { get; init; } = "";

    /// <summary>What a client has to know in order to join them.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>What is wrong, or null.</summary>
    public string? Problem() => this switch
    {
        { Rooms: "" } => "an entry of RoomTokens names no Rooms",
        { Token: null or "", TokenFile: null or "" } => $"the entry '{Rooms}' of RoomTokens has neither Token nor TokenFile",
        _ => null,
    };
}
