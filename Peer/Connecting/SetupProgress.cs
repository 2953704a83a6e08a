using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>How far a set-up had come when its time was over.</summary>
internal sealed record SetupProgress
{
    /// <summary>Whether the relay was joined at least once.</summary>
    public required bool Joined { get; init; }

    /// <summary>Why the relay could not be reached, where it could not.</summary>
    public string? RelayProblem { get; init; }

    /// <summary>How many channels have opened; fewer than were asked for.</summary>
    public int Opened { get; init; }

    /// <summary>Why another peer was turned away, or is about to be; null where none was.</summary>
    public string? TrustFailure { get; init; }

    /// <summary>Whether another callee was met.</summary>
    public bool MetCallee { get; init; }

    /// <summary>Why a description of another peer was refused, if one was.</summary>
    public string? Refusal { get; init; }

    /// <summary>The name of a channel that the other end has opened in place of ours, if it did.</summary>
    public string? RefusedLabel { get; init; }

    /// <summary>The state of the connection to the peer that was found, if one was.</summary>
    public RtcPeerConnectionState? Connection { get; init; }

    /// <summary>Why the latest attempt failed, if one did.</summary>
    public RtcFailure? LastFailure { get; init; }
}
