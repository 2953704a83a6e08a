using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Options;

/// <summary>What the user asked for, whole and checked.</summary>
internal sealed record PeerOptions
{
    /// <summary>The room on the relay, as a WebSocket address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether this end makes the offer and creates the channel.</summary>
    public bool Caller { get; init; }

    /// <summary>The label of the channel that carries the conversation.</summary>
    public string Channel { get; init; } = "chat";

    /// <summary>How long the set-up may take, until the channel is open; null for as long as it needs.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether stdin and stdout carry raw bytes and not lines.</summary>
    public bool Binary { get; init; }

    /// <summary>What it takes to be let in by the relay.</summary>
    public RelayAccess Access { get; init; } = RelayAccess.Open;

    /// <summary>The servers that help to find a path to the other peer.</summary>
    public IceSettings Ice { get; init; } = IceSettings.None;

    public Verbosity Verbosity { get; init; } = Verbosity.Normal;
}
