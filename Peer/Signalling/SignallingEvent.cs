namespace RtcPeer.Peer.Signalling;

/// <summary>Something that happened on the way to the relay. The nested records are all there are.</summary>
internal abstract record SignallingEvent
{
    private SignallingEvent()
    {
    }

    /// <summary>The room was joined, for the first time or again.</summary>
    internal sealed record Joined : SignallingEvent;

    /// <summary>Another peer of the room sent something.</summary>
    internal sealed record Received(SignallingMessage Message) : SignallingEvent;

    /// <summary>The relay did not let us in when we first came: there is no room, and nothing else follows.</summary>
    internal sealed record Refused(string Reason) : SignallingEvent;
}
