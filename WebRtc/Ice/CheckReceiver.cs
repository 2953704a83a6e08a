using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>Takes what comes in, and moves the pairs that it concerns (RFC 8445 sections 7.2.5 and 7.3).</summary>
internal sealed class CheckReceiver(
    IceOptions options,
    IceGeneration generation,
    RoleArbiter roles,
    PendingResponses responses,
    ConsentMonitor consent,
    Nominator nominator)
{
    /// <summary>How recently a valid pair must have answered to be nominated without a new check.</summary>
    private static readonly TimeSpan FreshAnswer = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The silence after which the selected pair gives way to a nominated one of lower priority: the controlling end
    /// has moved on, as some implementations do although RFC 8445 has one nomination only.
    /// </summary>
    private static readonly TimeSpan SilenceToYield = TimeSpan.FromSeconds(3);

    private readonly InboundChecks _inbound = new(roles, responses);

    private CheckList CheckList => generation.CheckList;

    /// <summary>False for what nobody may send us: malformed, not authenticated or not asked for.</summary>
    public bool TryHandle(ReadOnlySpan<byte> datagram, in TransportPath path, Instant now)
    {
        if (!StunMessage.TryRead(datagram, out var message) || message.Method != StunMethod.Binding) return false;
        if (message.HasFingerprint && !message.HasValidFingerprint()) return false;
        return message.Class switch
        {
            StunClass.Request => TryHandleRequest(message, path, now),
            StunClass.SuccessResponse => TryHandleSuccess(message, path, now),
            StunClass.ErrorResponse => TryHandleError(message, path),
            // A keepalive (RFC 8445 section 11) asks for nothing.
            _ => true,
        };
    }

    /// <summary>Sets in motion what an authenticated check triggers (RFC 8445 sections 7.3.1.4 and 7.3.1.5).</summary>
    public void Accept(in InboundCheck check, Instant now)
    {
        if (generation.FindOrAddPair(check, roles.Role) is not { } pair) return;
        pair.OnCheckReceived(now);
        var isNominating = check.Nominates && roles.Role == IceRole.Controlled;
        if (pair.IsValid && (pair == consent.Pair || pair.LastAnsweredAt + FreshAnswer > now))
        {
            if (isNominating) Nominate(pair, now);
        }
        else if (roles.Role == IceRole.Controlled || CheckList.IsWorthChecking(pair))
        {
            pair.IsToBeNominated |= isNominating;
            if (pair.State == CandidatePairState.InProgress) pair.HastenCheck(now, options.Pacing);
            else if (!pair.IsValid || isNominating) CheckList.Trigger(pair);
        }
    }

    /// <summary>Does what a new role demands.</summary>
    public void OnRoleChanged()
    {
        CheckList.Rank(roles.Role);
        nominator.Reset();
    }

    private bool TryHandleRequest(in StunMessage request, in TransportPath path, Instant now)
    {
        if (!generation.IsLocalBase(path)) return false;
        var role = roles.Role;
        var outcome = _inbound.Judge(request, path, generation.Secrets, out var check, out var remoteFragment);
        if (roles.Role != role) OnRoleChanged();
        if (outcome == InboundOutcome.Accepted)
        {
            if (generation.Secrets.HasRemote) Accept(check, now);
            else generation.EarlyChecks.Add(check, remoteFragment);
        }
        return outcome != InboundOutcome.Dropped;
    }

    private bool TryHandleSuccess(in StunMessage response, in TransportPath path, Instant now)
    {
        if (!TryFindAsked(response, path, out var asked)) return false;
        if (asked.ConsentSentAt is { } sentAt)
        {
            asked.Pair.OnConsentAnswered(now, now - sentAt);
            consent.OnAnswered();
            return true;
        }
        if (!response.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var mapped)) return false;
        var pair = asked.Pair;
        pair.OnCheckAnswered(now);
        generation.LearnMappedAddress(pair, mapped, roles.Role);
        CheckList.Unfreeze(pair);
        var isNominated = roles.Role == IceRole.Controlling ? asked.Check.Nominates : pair.IsToBeNominated;
        if (isNominated) Nominate(pair, now);
        return true;
    }

    private bool TryHandleError(in StunMessage response, in TransportPath path)
    {
        if (!TryFindAsked(response, path, out var asked)) return false;
        if (!response.TryGetErrorCode(out var code, out _)) return false;
        var isConsent = asked.ConsentSentAt is not null;
        if (code == StunErrorCode.RoleConflict)
        {
            if (roles.TryYield(asked.Check.Role)) OnRoleChanged();
            if (!isConsent) CheckList.Trigger(asked.Pair);
        }
        else if (!isConsent)
        {
            asked.Pair.Fail();
            nominator.OnGivenUp(asked.Pair);
        }
        return true;
    }

    /// <summary>
    /// Finds the check that a response answers. It must come back the way the check went (RFC 8445 section 7.2.5.2.1)
    /// and be keyed by the other end's password.
    /// </summary>
    private bool TryFindAsked(in StunMessage response, in TransportPath path, out Asked asked)
    {
        asked = default;
        var id = response.TransactionId;
        if (CheckList.FindByCheck(id) is { } checking) asked = new Asked(checking, checking.Check, null);
        else if (consent.Pair is { } watched && consent.TryFind(id, out var check, out var sentAt))
            asked = new Asked(watched, check, sentAt);
        else return false;
        return asked.Pair.Path == path && response.HasValidIntegrity(generation.Secrets.RemoteKey);
    }

    private void Nominate(CandidatePair pair, Instant now)
    {
        if (consent.Pair is { IsNominated: true } old && old != pair && old.LastHeardAt + SilenceToYield < now)
            old.IsNominated = false;
        pair.IsToBeNominated = false;
        pair.IsNominated = true;
        CheckList.Conclude(pair);
    }

    /// <summary>A check of ours, with its sending time if it is one for consent.</summary>
    private readonly record struct Asked(CandidatePair Pair, ConnectivityCheck Check, Instant? ConsentSentAt);
}
