using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>Our role, and who gives way when both ends have the same (RFC 8445 sections 7.2.5.1 and 7.3.1.1).</summary>
internal sealed class RoleArbiter(ulong tieBreaker)
{
    public IceRole Role { get; set; } = IceRole.Controlled;

    public ulong TieBreaker { get; } = tieBreaker;

    public RoleVerdict Judge(in StunMessage request)
    {
        var claimed = Role == IceRole.Controlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled;
        if (!request.TryGetUInt64(claimed, out var theirs)) return RoleVerdict.NoConflict;

        // The larger tie-breaker controls; an equal one of ours counts as the larger.
        var weControl = TieBreaker >= theirs;
        if (weControl == (Role == IceRole.Controlling)) return RoleVerdict.Refuse;
        Switch();
        return RoleVerdict.Switched;
    }

    /// <summary>Takes a 487 to a check that named a role; true if that changes ours.</summary>
    public bool TryYield(IceRole claimed)
    {
        if (claimed != Role) return false;
        Switch();
        return true;
    }

    private void Switch() => Role = Role == IceRole.Controlling ? IceRole.Controlled : IceRole.Controlling;
}
