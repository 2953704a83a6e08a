using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// A full ICE agent for one component (RFC 8445) with trickle (RFC 8838) and consent freshness (RFC 7675). It owns no
/// sockets: datagrams come and go with the path they take.
/// </summary>
internal sealed class IceAgent
{
    /// <summary>What a destination of <see cref="TryWrite"/> must hold at least, in bytes.</summary>
    public const int MaxDatagramLength = CheckMessages.MaxLength;

    private readonly IceOptions _options;
    private readonly RoleArbiter _roles;
    private readonly IceGeneration _generation;
    private readonly PendingResponses _responses;
    private readonly ConsentMonitor _consent;
    private readonly Nominator _nominator;
    private readonly CheckReceiver _receiver;
    private readonly CheckSender _sender;
    private readonly Queue<IceEvent> _events = new();
    private Instant _now;
    private Instant _failsAt = Instant.Never;
    private bool _restartsFailureTimer;
    private bool _hasNews;
    private Instant? _deadline;

    public IceAgent(IceOptions options, IEntropy entropy)
    {
        _options = options;
        _roles = new RoleArbiter(entropy.NextUInt64());
        _generation = new IceGeneration(options, IceCredentials.Create(entropy));
        _responses = new PendingResponses(options.MaxPendingResponses);
        _consent = new ConsentMonitor(options, entropy);
        _nominator = new Nominator(_generation.CheckList, options);
        _receiver = new CheckReceiver(options, _generation, _roles, _responses, _consent, _nominator);
        _sender = new CheckSender(options, entropy, _generation, _roles, _responses, _consent);
    }

    /// <summary>
    /// Set before the first check, to controlling by the end that offers (RFC 8445 section 6.1.1); a role conflict may
    /// change it later.
    /// </summary>
    public IceRole Role
    {
        get => _roles.Role;
        set
        {
            if (value == _roles.Role) return;
            _roles.Role = value;
            _receiver.OnRoleChanged();
            OnNews();
        }
    }

    public IceState State { get; private set; }

    public IceCredentials LocalCredentials => _generation.LocalCredentials;

    /// <summary>Where to send: the nominated pair, or the best valid one until there is one.</summary>
    public TransportPath? SelectedPath => _consent.Pair?.Path;

    /// <summary>The pair of <see cref="SelectedPath"/>.</summary>
    public CandidatePair? SelectedPair => _consent.Pair;

    /// <summary>The smoothed round trip of the selected pair; null while nothing has been measured.</summary>
    public TimeSpan? RoundTripTime => _consent.Pair?.RoundTripTime;

    /// <summary>
    /// How many datagrams were what nobody may send us: malformed, not authenticated or not asked for.
    /// </summary>
    public long DroppedPackets { get; private set; }

    /// <summary>When <see cref="Tick"/> and <see cref="TryWrite"/> have something to do.</summary>
    public Instant NextDeadline => _deadline ??= GetDeadline();

    private bool IsEnded => State is IceState.Failed or IceState.Closed;

    private bool AreCandidatesKnown => _generation is { AreLocalsEnded: true, AreRemotesEnded: true };

    /// <summary>Checks begin when these are known.</summary>
    /// <exception cref="ArgumentException">They are shorter or longer than RFC 8839 section 5.4 allows.</exception>
    /// <exception cref="InvalidOperationException">Others are in use already.</exception>
    public void SetRemoteCredentials(IceCredentials credentials)
    {
        if (!credentials.IsAcceptable)
            throw new ArgumentException("The lengths are out of bounds.", nameof(credentials));
        if (_generation.RemoteCredentials == credentials) return;
        if (_generation.RemoteCredentials is not null)
            throw new InvalidOperationException("Other credentials are in use.");
        _generation.SetRemoteCredentials(credentials);
        var fragment = credentials.UsernameFragment;
        while (_generation.EarlyChecks.TryTake(fragment, out var check)) _receiver.Accept(check, _now);
        _restartsFailureTimer = true;
        OnNews();
    }

    /// <summary>Adds an address that we can send from, and returns the candidate to signal.</summary>
    /// <param name="baseAddress">What datagrams sent from it have as <see cref="TransportPath.Local"/>.</param>
    /// <param name="localPreference">Tells our candidates of one type apart; higher is better.</param>
    /// <param name="type">A base is a host's own address, or one on a relay.</param>
    /// <exception cref="ArgumentException">A reflexive candidate has another's base.</exception>
    public Candidate AddLocalCandidate(
        TransportAddress baseAddress, ushort localPreference, CandidateType type = CandidateType.Host)
    {
        if (type is not (CandidateType.Host or CandidateType.Relayed))
            throw new ArgumentException("A reflexive candidate has another's base.", nameof(type));
        OnNews();
        return _generation.AddLocal(baseAddress, localPreference, type, Role);
    }

    /// <summary>Adds an address on a TURN server; null if it cannot be used.</summary>
    public Candidate? AddRelayedCandidate(TransportAddress address, in LocalOrigin origin)
    {
        if (IsEnded) return null;
        OnNews();
        return _generation.AddRelayed(address, origin, Role);
    }

    /// <summary>Adds what a STUN server has told of a base; null if it is nothing new.</summary>
    public Candidate? AddServerReflexiveCandidate(
        TransportAddress address, TransportAddress baseAddress, in LocalOrigin origin) =>
        IsEnded ? null : _generation.AddServerReflexive(address, baseAddress, origin);

    /// <summary>A base is no more. Checks go on with the others, if there are any.</summary>
    public void RemoveLocalCandidate(TransportAddress baseAddress, Instant now)
    {
        if (IsEnded || !_generation.TryRemoveLocal(baseAddress)) return;
        _now = now;
        if (!_generation.CheckList.IsConcluded) _nominator.Reset();
        Progress(now);
    }

    public void EndLocalCandidates()
    {
        _generation.AreLocalsEnded = true;
        OnNews();
    }

    public AddCandidateResult AddRemoteCandidate(Candidate candidate)
    {
        if (IsEnded) return AddCandidateResult.Ended;
        var result = _generation.AddRemote(candidate, Role);
        if (result == AddCandidateResult.Added) _restartsFailureTimer = true;
        OnNews();
        return result;
    }

    public void EndRemoteCandidates()
    {
        _generation.AreRemotesEnded = true;
        OnNews();
    }

    /// <summary>
    /// Whether an authenticated check was received from, or answered by, that address on that base: only from there is
    /// anything else taken.
    /// </summary>
    public bool IsValidated(in TransportPath path)
    {
        if (IsEnded) return false;
        if (_consent.Pair is { } selected && selected.Path == path) return true;
        return _generation.CheckList.Find(path) is { } pair
            ? pair.IsValid || pair.HasReceivedCheck
            : _generation.EarlyChecks.Contains(path);
    }

    /// <summary>Takes a datagram whose first byte says STUN.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, in TransportPath path, Instant now)
    {
        if (IsEnded) return;
        _now = now;
        var role = Role;
        if (!_receiver.TryHandle(datagram, path, now))
        {
            DroppedPackets++;
            return;
        }
        if (Role != role) _events.Enqueue(new IceEvent.RoleChanged(Role));
        Progress(now);
    }

    public void Tick(Instant now)
    {
        if (IsEnded || NextDeadline > now) return;
        _now = now;
        _hasNews = false;
        if (_restartsFailureTimer && _generation.Secrets.HasRemote)
        {
            _restartsFailureTimer = false;
            _failsAt = now + _options.FailureTimeout;
        }
        while (_generation.CheckList.TryTakeTimedOut(now, out var pair)) _nominator.OnGivenUp(pair);
        Progress(now);
    }

    /// <summary>Writes what is due, one datagram a call, until false.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        length = 0;
        path = default;
        if (IsEnded || NextDeadline > now) return false;
        if (!_sender.TryWrite(destination, now, out length, out path)) return false;
        _deadline = null;
        return true;
    }

    public bool TryNextEvent([NotNullWhen(true)] out IceEvent? e) => _events.TryDequeue(out e);

    /// <summary>Says and answers nothing any more.</summary>
    public void Close()
    {
        if (State != IceState.Closed) End(IceState.Closed);
    }

    /// <summary>Draws the conclusions from what has changed: nomination, selection, state.</summary>
    private void Progress(Instant now)
    {
        _deadline = null;
        if (Role == IceRole.Controlling) _nominator.TryNominate(AreCandidatesKnown, now);
        Select(_generation.CheckList.BestNominated ?? _generation.CheckList.BestValid, now);
        var hasFailed = _consent.ExpiresAt <= now || _consent.Pair is null && _failsAt <= now;
        if (hasFailed) End(IceState.Failed);
        else SetState(GetState(now));
    }

    private void Select(CandidatePair? pair, Instant now)
    {
        if (pair == _consent.Pair) return;
        _consent.Watch(pair);
        if (pair is null) _failsAt = now + _options.FailureTimeout;
        else _events.Enqueue(new IceEvent.PathSelected(pair.Path));
    }

    private IceState GetState(Instant now)
    {
        if (_consent.Pair is not { } selected)
            return _generation.Secrets.HasRemote && _generation.CheckList.Count > 0 ? IceState.Checking : IceState.New;
        if (_consent.DisconnectsAt <= now) return IceState.Disconnected;
        return selected.IsNominated && AreCandidatesKnown ? IceState.Completed : IceState.Connected;
    }

    private void SetState(IceState state)
    {
        if (state == State) return;
        State = state;
        _events.Enqueue(new IceEvent.StateChanged(state));
    }

    private void End(IceState state)
    {
        _deadline = null;
        _responses.Clear();
        _consent.Watch(null);
        SetState(state);
    }

    private Instant GetDeadline()
    {
        if (IsEnded) return Instant.Never;
        if (_hasNews) return _now;
        var deadline = Instant.Earlier(_sender.GetDeadline(_now), _consent.ExpiresAt);
        if (State != IceState.Disconnected) deadline = Instant.Earlier(deadline, _consent.DisconnectsAt);
        if (_consent.Pair is null) deadline = Instant.Earlier(deadline, _failsAt);
        if (Role == IceRole.Controlling) deadline = Instant.Earlier(deadline, _nominator.Deadline);
        return deadline;
    }

    /// <summary>The owner has told something whose consequences the next <see cref="Tick"/> draws.</summary>
    private void OnNews()
    {
        _hasNews = true;
        _deadline = null;
    }
}
