namespace RtcPeer.WebRtc.Session;

/// <summary>Why a session ended without our closing it, with a sentence for people.</summary>
internal sealed record SessionFailure(SessionFailureKind Kind, string Message);
