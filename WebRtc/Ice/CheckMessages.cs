using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Writes the messages of connectivity and consent checks (RFC 8445 section 7.1). Each returns its length.
/// </summary>
internal static class CheckMessages
{
    /// <summary>
    /// What the longest of them may take, in bytes: a username of 2 * 256 characters makes most of it.
    /// </summary>
    public const int MaxLength = 640;

    public static int WriteRequest(
        Span<byte> destination, in ConnectivityCheck check, CandidatePair pair, IceSecrets secrets, ulong tieBreaker)
    {
        var writer = new StunWriter(destination, StunClass.Request, StunMethod.Binding, check.Id);
        writer.Add(StunAttributeType.Username, secrets.RequestUsername);
        var isControlling = check.Role == IceRole.Controlling;
        var role = isControlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled;
        writer.AddUInt64(role, tieBreaker);

        // "The attribute MUST be set equal to the priority that would be assigned [...] to a peer-reflexive candidate"
        // (RFC 8445 section 7.1.1).
        writer.AddUInt32(StunAttributeType.Priority, PeerReflexivePriorityOf(pair.Local));
        if (check.Nominates) writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddIntegrity(secrets.RemoteKey);
        writer.AddFingerprint();
        return writer.Length;
    }

    public static int WriteResponse(Span<byte> destination, in PendingResponse response, IceSecrets secrets)
    {
        var @class = response.Error is null ? StunClass.SuccessResponse : StunClass.ErrorResponse;
        var writer = new StunWriter(destination, @class, StunMethod.Binding, response.Id);
        if (response.Error is { } error)
        {
            writer.AddErrorCode(error, ReasonOf(error));
            if (error == StunErrorCode.UnknownAttribute)
            {
                var unknown = response.Unknown;
                writer.AddUnknownAttributes(unknown[..CountOf(unknown)]);
            }
        }
        else
        {
            writer.AddXorAddress(StunAttributeType.XorMappedAddress, response.Path.Remote);
        }
        writer.AddIntegrity(secrets.LocalKey);
        writer.AddFingerprint();
        return writer.Length;
    }

    public static uint PeerReflexivePriorityOf(Candidate local) => CandidatePriority.Compute(
        CandidateType.PeerReflexive, CandidatePriority.LocalPreferenceOf(local.Priority), local.ComponentId, local.Transport);

    private static int CountOf(ReadOnlySpan<ushort> types) =>
        types.IndexOf((ushort)0) is >= 0 and var end ? end : types.Length;

    private static ReadOnlySpan<byte> ReasonOf(StunErrorCode error) => error switch
    {
        StunErrorCode.RoleConflict => "Role Conflict"u8,
        StunErrorCode.UnknownAttribute => "Unknown Attribute"u8,
        _ => "Bad Request"u8,
    };
}
