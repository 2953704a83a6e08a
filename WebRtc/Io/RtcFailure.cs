namespace RtcPeer.WebRtc.Io;

/// <summary>Why a connection ended without our closing it.</summary>
/// <param name="Kind">The stage or event that ended it.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record RtcFailure(RtcFailureKind Kind, string Message);
