using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Piping;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Options;

/// <summary>What the user asked for, whole and checked.</summary>
internal sealed record PeerOptions
{
    /// <summary>The most callees that a caller takes, to bound its memory.</summary>
    public const int PeersLimit = 64;

    /// <summary>The room on the relay, as a WebSocket address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether this end makes the offer and creates the channel.</summary>
    public bool Caller { get; init; }

    /// <summary>The label of the channel that carries the conversation.</summary>
    public string Channel { get; init; } = "chat";

    /// <summary>How long the set-up may take, until the channel is open; null for as long as it needs.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open channel may be without a path before it counts as lost; null for as long as it takes.</summary>
    public TimeSpan? PathTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long, from the loss of its path on, a pipe waits for another connection to the same process; null for as long as it
    /// takes.
    /// </summary>
    public TimeSpan? ResumeFor { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether the end of a conversation is not the end of the program: there may be another.</summary>
    public bool Keep { get; init; }

    /// <summary>Whether stdin and stdout carry raw bytes and not lines.</summary>
    public bool Binary { get; init; }

    /// <summary>Whether stdin and stdout carry records that NUL ends, and not lines.</summary>
    public bool NullSeparated { get; init; }

    /// <summary>What stdin and stdout are made of.</summary>
    public PipeFraming Framing => Binary ? PipeFraming.Binary : NullSeparated ? PipeFraming.Null : PipeFraming.Lines;

    /// <summary>Whether nothing is taken from the other end.</summary>
    public bool SendOnly { get; init; }

    /// <summary>Whether stdin is not read.</summary>
    public bool ReceiveOnly { get; init; }

    /// <summary>Whether, after the end of stdin, the end of the other end's stdin is waited for whatever that is.</summary>
    public bool Drain { get; init; }

    /// <summary>
    /// How many callees a caller waits for, and takes; null to begin with the first and take whoever comes, but for bytes,
    /// of which a latecomer would get but the end.
    /// </summary>
    public int? Peers { get; init; }

    /// <summary>Whether received lines begin with the name of the peer that they are from; null to decide by the case.</summary>
    public bool? Prefix { get; init; }

    /// <summary>How many peers have to be there before the conversation begins.</summary>
    public int MinPeers => Caller ? Peers ?? 1 : 1;

    /// <summary>Whether whoever waits for calls takes more than one, and goes on waiting. Not a setting of the user.</summary>
    public bool TakesCalls { get; init; }

    /// <summary>How many peers there may be at a time.</summary>
    public int MaxPeers => (Caller && !Binary && Trust.Demand != TrustDemand.Compare) || (TakesCalls && !Caller) ? Peers ?? PeersLimit : 1;

    /// <summary>Whether we take several calls, and go on waiting for more.</summary>
    public bool TakesSeveralCalls => (TakesCalls || Keep) && !Caller;

    /// <summary>How long a peer that takes nothing at all may hold up the others. Not a setting of the user.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest datagram sent, in bytes of UDP payload; null for what the path is found to carry.</summary>
    public int? MaxDatagramSize { get; init; }

    /// <summary>What it takes to be let in by the relay.</summary>
    public RelayAccess Access { get; init; } = RelayAccess.Open;

    /// <summary>What has to be known of the other end before anything is said to it.</summary>
    public TrustSettings Trust { get; init; } = TrustSettings.None;

    /// <summary>The servers that help to find a path to the other peer.</summary>
    public IceSettings Ice { get; init; } = IceSettings.None;

    /// <summary>Whether stdout is for programs: objects of JSON, one a line.</summary>
    public bool Json { get; init; }

    /// <summary>The text to wait for in a message of the other end; null to wait for none.</summary>
    public string? Expect { get; init; }

    /// <summary>Whether one message of the other end is all that is waited for.</summary>
    public bool Once { get; init; }

    /// <summary>Whether a message of the other end is waited for.</summary>
    public bool Awaits => Once || Expect is not null;

    public Verbosity Verbosity { get; init; } = Verbosity.Normal;
}
