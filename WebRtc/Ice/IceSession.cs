using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// What an ICE restart replaces as a whole (RFC 8445 section 2.4): a generation of credentials, candidates and pairs, with
/// all that is at work on them.
/// </summary>
internal sealed class IceSession
{
    private readonly IceOptions _options;
    private readonly RoleArbiter _roles;
    private readonly PendingResponses _responses;
    private readonly ConsentMonitor _consent;
    private readonly Nominator _nominator;
    private readonly CheckReceiver _receiver;
    private readonly CheckSender _sender;
    private Instant _failsAt = Instant.Never;
    private bool _restartsFailureTimer;

    public IceSession(IceOptions options, IEntropy entropy, RoleArbiter roles, IceCredentials credentials)
    {
        _options = options;
        _roles = roles;
        Generation = new IceGeneration(options, credentials);
        _responses = new PendingResponses(options.MaxPendingResponses);
        _consent = new ConsentMonitor(options, entropy);
        _nominator = new Nominator(Generation.CheckList, options);
        _receiver = new CheckReceiver(options, Generation, roles, _responses, _consent, _nominator);
        _sender = new CheckSender(options, entropy, Generation, roles, _responses, _consent);
    }

    public IceGeneration Generation { get; }

    /// <summary>The nominated pair, or the best valid one until there is one.</summary>
    public CandidatePair? Selected => _consent.Pair;

    /// <summary>When the selected pair has been silent for so long that it may be dead.</summary>
    public Instant DisconnectsAt => _consent.DisconnectsAt;

    /// <summary>No path was found in time, or consent to send on it has expired. It says and answers nothing any more.</summary>
    public bool HasEnded { get; private set; }

    public bool AreCandidatesKnown => Generation is { AreLocalsEnded: true, AreRemotesEnded: true };

    public bool IsChecking => Generation.Secrets.HasRemote && Generation.CheckList.Count > 0;

    public void SetRemoteCredentials(IceCredentials credentials, Instant now)
    {
        Generation.SetRemoteCredentials(credentials);
        var fragment = credentials.UsernameFragment;
        while (Generation.EarlyChecks.TryTake(fragment, out var check)) _receiver.Accept(check, now);
        _restartsFailureTimer = true;
    }

    public AddCandidateResult AddRemoteCandidate(Candidate candidate)
    {
        if (HasEnded) return AddCandidateResult.Ended;
        var result = Generation.AddRemote(candidate, _roles.Role);
        if (result == AddCandidateResult.Added) _restartsFailureTimer = true;
        return result;
    }

    /// <summary>A base is no more.</summary>
    public void RemoveLocal(TransportAddress baseAddress)
    {
        if (!Generation.TryRemoveLocal(baseAddress)) return;
        if (!Generation.CheckList.IsConcluded) _nominator.Reset();
    }

    /// <summary>The TCP connection of a path is gone, or did not come about.</summary>
    public void LoseConnection(in TransportPath path)
    {
        if (!Generation.TryLoseConnection(path)) return;
        if (!Generation.CheckList.IsConcluded) _nominator.Reset();
    }

    /// <summary>Whether an authenticated check was received from, or answered by, that address on that base.</summary>
    public bool IsValidated(in TransportPath path)
    {
        if (HasEnded) return false;
        if (Selected is { } selected && selected.Path == path) return true;
        return Generation.CheckList.Find(path) is { } pair
            ? pair.IsValid || pair.HasReceivedCheck
            : Generation.EarlyChecks.Contains(path);
    }

    /// <summary>False for a datagram that nobody may send us: malformed, not authenticated or not asked for.</summary>
    public bool TryHandle(ReadOnlySpan<byte> datagram, in TransportPath path, Instant now) =>
        !HasEnded && _receiver.TryHandle(datagram, path, now);

    public void OnRoleChanged() => _receiver.OnRoleChanged();

    /// <summary>Does what is due, and draws the conclusions from what has changed: nomination, selection, the end.</summary>
    public void Progress(Instant now)
    {
        if (HasEnded) return;
        if (_restartsFailureTimer && Generation.Secrets.HasRemote)
        {
            _restartsFailureTimer = false;
            _failsAt = now + _options.FailureTimeout;
        }
        while (Generation.CheckList.TryTakeTimedOut(now, out var pair)) _nominator.OnGivenUp(pair);
        if (_roles.Role == IceRole.Controlling) _nominator.TryNominate(AreCandidatesKnown, now);
        Select(Generation.CheckList.BestNominated ?? Generation.CheckList.BestValid, now);
        if (_consent.ExpiresAt <= now || Selected is null && _failsAt <= now) End();
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        length = 0;
        path = default;
        return !HasEnded && _sender.TryWrite(destination, now, out length, out path);
    }

    /// <summary>When there is something to do; <paramref name="atOnce"/> stands for now.</summary>
    public Instant GetDeadline(Instant atOnce)
    {
        if (HasEnded) return Instant.Never;
        var deadline = Instant.Earlier(_sender.GetDeadline(atOnce), _consent.ExpiresAt);
        if (Selected is null) deadline = Instant.Earlier(deadline, _failsAt);
        if (_roles.Role == IceRole.Controlling) deadline = Instant.Earlier(deadline, _nominator.Deadline);
        return deadline;
    }

    public void End()
    {
        HasEnded = true;
        _responses.Clear();
        _consent.Watch(null);
    }

    private void Select(CandidatePair? pair, Instant now)
    {
        if (pair == Selected) return;
        _consent.Watch(pair);
        if (pair is null) _failsAt = now + _options.FailureTimeout;
    }
}
