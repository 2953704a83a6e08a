using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// The server's side of connectivity checks (RFC 8445 section 7.3). What is not authenticated is not answered at all:
/// RFC 8489 section 9.1.3 would have a 400 or 401, which anybody could have us send to anybody.
/// </summary>
internal sealed class InboundChecks(RoleArbiter roles, PendingResponses responses)
{
    /// <summary>Judges a request and queues the answer. Our role may have changed afterwards.</summary>
    public InboundOutcome Judge(
        in StunMessage request,
        in TransportPath path,
        IceSecrets secrets,
        out InboundCheck check,
        out ReadOnlySpan<byte> remoteFragment)
    {
        check = default;
        remoteFragment = default;
        if (responses.IsFull || !secrets.Authenticates(request, out remoteFragment)) return InboundOutcome.Dropped;

        var unknown = default(UnknownTypes);
        if (request.CopyUnknownRequired(unknown) > 0)
            return Refuse(path, request.TransactionId, StunErrorCode.UnknownAttribute, unknown);
        if (!request.TryGetUInt32(StunAttributeType.Priority, out var priority))
            return Refuse(path, request.TransactionId, StunErrorCode.BadRequest, default);
        if (roles.Judge(request) == RoleVerdict.Refuse)
            return Refuse(path, request.TransactionId, StunErrorCode.RoleConflict, default);

        responses.Add(new PendingResponse(path, request.TransactionId, null, default));
        check = new InboundCheck(path, priority, request.Has(StunAttributeType.UseCandidate));
        return InboundOutcome.Accepted;
    }

    private InboundOutcome Refuse(
        in TransportPath path, in StunTransactionId id, StunErrorCode error, in UnknownTypes unknown)
    {
        responses.Add(new PendingResponse(path, id, error, unknown));
        return InboundOutcome.Refused;
    }
}
