using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Brings a peer together with others of its room. The time since some origin is handed in.</summary>
internal interface INegotiator
{
    /// <summary>The peers whose offer we answered, or which we call.</summary>
    IEnumerable<string> Remotes { get; }

    /// <summary>Whether another callee said hello: where no offer comes, that is a likely reason.</summary>
    bool MetCallee { get; }

    /// <summary>Why the latest description of another peer was refused, if one was.</summary>
    string? Refusal { get; }

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    TimeSpan? NextDeadline { get; }

    /// <summary>The relay was joined, for the first time or again: what was sent before may have been lost.</summary>
    void Joined(TimeSpan now);

    void Receive(SignallingMessage message, TimeSpan now);

    /// <summary>A connection has found a candidate of ours. Those of discarded connections may still come.</summary>
    void LocalCandidate(INegotiatedConnection connection, RtcIceCandidate candidate);

    /// <summary>Whether a connection is at work, with a peer or as an offer to all.</summary>
    bool IsCurrent(INegotiatedConnection connection);

    /// <summary>The name of the peer that a connection is with; null where there is none.</summary>
    string? RemoteOf(INegotiatedConnection connection);

    /// <summary>The channel of a connection is open.</summary>
    void Opened(INegotiatedConnection connection);

    /// <summary>
    /// A connection failed before its channel was open: another is prepared, where there is no other. False where there
    /// can be none, because a caller would have to offer again to a program that does not survive it.
    /// </summary>
    bool TryStartOver(INegotiatedConnection connection, TimeSpan now);

    /// <summary>We are on another network while a connection is being made: what it knows of us is wrong.</summary>
    void NetworkChanged(INegotiatedConnection connection, TimeSpan now);

    /// <summary>A connection whose channel was open is over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="parted">Whether it ended in good order: the other end has had enough.</param>
    void Ended(INegotiatedConnection connection, bool parted);

    /// <summary>A connection whose channel was open is lost: another is to take its place, with the same peer.</summary>
    void Renew(INegotiatedConnection connection, TimeSpan now);

    /// <summary>The conversation with a peer whose connection was lost is given up.</summary>
    void Abandon(string remote);

    /// <summary>Nobody else is called from now on.</summary>
    void StopCalling();

    void Tick(TimeSpan now);
}
