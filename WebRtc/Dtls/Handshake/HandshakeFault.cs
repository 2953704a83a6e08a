using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>Why a handshake has to end: what the other end is told, and what our owner is told.</summary>
/// <param name="Message">A sentence for a human reader.</param>
internal sealed record HandshakeFault(AlertDescription Alert, DtlsFailure Reason, string Message)
{
    public static HandshakeFault Malformed(HandshakeType type) =>
        new(AlertDescription.DecodeError, DtlsFailure.ProtocolViolation, $"The other end sent a malformed {type}.");

    public static HandshakeFault Unexpected(HandshakeType type) => new(
        AlertDescription.UnexpectedMessage, DtlsFailure.ProtocolViolation, $"The other end sent {type} out of turn.");

    public static HandshakeFault Illegal(string message) =>
        new(AlertDescription.IllegalParameter, DtlsFailure.ProtocolViolation, message);

    public static HandshakeFault OtherVersion() => new(
        AlertDescription.ProtocolVersion, DtlsFailure.NothingInCommon, "The other end does not speak DTLS 1.2.");

    public static HandshakeFault NothingInCommon(string message) =>
        new(AlertDescription.HandshakeFailure, DtlsFailure.NothingInCommon, message);

    public static HandshakeFault NotAuthentic(string message) =>
        new(AlertDescription.DecryptError, DtlsFailure.AuthenticationFailed, message);
}
