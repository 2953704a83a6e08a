namespace RtcPeer.Relay.Backplane;

/// <summary>What becomes of a message of another relay.</summary>
internal enum Arrival
{
    /// <summary>It is the next of its sender.</summary>
    Next,

    /// <summary>It was here before.</summary>
    Known,

    /// <summary>One before it is missing, or nothing is known of its sender: it must come again in its turn.</summary>
    TooEarly,
}
