namespace RtcPeer.WebRtc.Io;

/// <summary>Why a connection ended without our closing it.</summary>
/// <param name="Kind">The stage or event that ended it.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record RtcFailure(RtcFailureKind Kind, string Message)
{
    /// <summary>
    /// Only the path is missing: <see cref="RtcPeerConnection.RestartIce"/> may bring the connection back, with its
    /// channels and all that is under way on them.
    /// </summary>
    public bool MayRestartIce { get; init; }
}
