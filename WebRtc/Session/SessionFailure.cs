using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>Why a session ended without our closing it, with a sentence for people.</summary>
internal sealed record SessionFailure(SessionFailureKind Kind, string Message)
{
    public static readonly SessionFailure ClosedByRemote =
        new(SessionFailureKind.ClosedByRemote, "the other end closed the connection");

    public static readonly SessionFailure Silence = new(SessionFailureKind.Lost, "the other end no longer answers");

    public static SessionFailure Of(DtlsEvent.Failed failed) => new(
        failed.Reason == DtlsFailure.FingerprintMismatch ? SessionFailureKind.FingerprintMismatch : SessionFailureKind.Dtls,
        failed.Message);

    /// <summary>Null where it was we who ended the association.</summary>
    public static SessionFailure? Of(in SctpEvent closed) => closed.Reason switch
    {
        SctpCloseReason.ClosedByPeer or SctpCloseReason.ShutdownByPeer => ClosedByRemote,
        SctpCloseReason.TooManyRetransmissions => Silence,
        SctpCloseReason.AbortedByUs or SctpCloseReason.ShutdownByUs => null,
        _ => new(SessionFailureKind.Aborted, $"the association was aborted ({closed.Reason}: {closed.Detail})"),
    };
}
