using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// A full ICE agent for one component (RFC 8445) with trickle (RFC 8838), consent freshness (RFC 7675) and restarts (RFC
/// 8445 section 9). It owns no sockets: datagrams come and go with the path they take.
/// </summary>
internal sealed class IceAgent
{
    /// <summary>What a destination of <see cref="TryWrite"/> must hold at least, in bytes.</summary>
    public const int MaxDatagramLength = CheckMessages.MaxLength;

    private readonly IceOptions _options;
    private readonly IEntropy _entropy;
    private readonly RoleArbiter _roles;
    private readonly EarlyCandidates _early;
    private readonly Queue<IceEvent> _events = new();
    private IceSession _current;
    private IceSession? _previous;
    private Instant _previousEndsAt = Instant.Never;
    private Instant _now;
    private bool _hasNews;
    private Instant? _deadline;

    public IceAgent(IceOptions options, IEntropy entropy)
    {
        _options = options;
        _entropy = entropy;
        _roles = new RoleArbiter(entropy.NextUInt64());
        _early = new EarlyCandidates(options.MaxRemoteCandidates);
        _current = new IceSession(options, entropy, _roles, CreateCredentials());
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
            OnRoleChanged();
            OnNews();
        }
    }

    public IceState State { get; private set; }

    public IceCredentials LocalCredentials => _current.Generation.LocalCredentials;

    /// <summary>Where to send: the nominated pair, or the best valid one until there is one.</summary>
    public TransportPath? SelectedPath { get; private set; }

    /// <summary>The pair of <see cref="SelectedPath"/>.</summary>
    public CandidatePair? SelectedPair => FindCarrier(_now)?.Selected;

    /// <summary>The smoothed round trip of the selected pair; null while nothing has been measured.</summary>
    public TimeSpan? RoundTripTime => FindCarrier(_now)?.Selected?.RoundTripTime;

    /// <summary>
    /// How many datagrams were what nobody may send us: malformed, not authenticated or not asked for.
    /// </summary>
    public long DroppedPackets { get; private set; }

    /// <summary>When <see cref="Tick"/> and <see cref="TryWrite"/> have something to do.</summary>
    public Instant NextDeadline => _deadline ??= GetDeadline();

    /// <summary>What a restart may begin with.</summary>
    public IceCredentials CreateCredentials() => IceCredentials.Create(_entropy);

    /// <summary>
    /// Begins anew with these credentials and no candidates. "Until a new pair is selected, the agents continue to use the
    /// one selected before" (RFC 8445 section 9); the role stays what it is.
    /// </summary>
    public void Restart(IceCredentials local)
    {
        if (State == IceState.Closed) return;
        _previous = FindCarrier(_now) ?? _current;
        _previousEndsAt = Instant.Never;
        _current = new IceSession(_options, _entropy, _roles, local);
        OnNews();
    }

    /// <summary>Takes back a restart whose credentials the other end has never answered.</summary>
    public void UndoRestart()
    {
        if (_previous is null || _current.Generation.RemoteCredentials is not null) return;
        _current = _previous;
        _previous = null;
        OnNews();
    }

    /// <summary>Checks begin when these are known.</summary>
    /// <exception cref="ArgumentException">They are shorter or longer than RFC 8839 section 5.4 allows.</exception>
    /// <exception cref="InvalidOperationException">Others are in use already.</exception>
    public void SetRemoteCredentials(IceCredentials credentials)
    {
        if (!credentials.IsAcceptable)
            throw new ArgumentException("The lengths are out of bounds.", nameof(credentials));
        if (_current.Generation.RemoteCredentials == credentials) return;
        if (_current.Generation.RemoteCredentials is not null)
            throw new InvalidOperationException("Other credentials are in use.");
        _current.SetRemoteCredentials(credentials, _now);
        while (_early.TryTake(credentials.UsernameFragment, out var candidate))
        {
            if (candidate is null) _current.Generation.AreRemotesEnded = true;
            else _current.AddRemoteCandidate(candidate);
        }
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
        return _current.Generation.AddLocal(baseAddress, localPreference, type, Role);
    }

    /// <summary>Adds an address on a TURN server; null if it cannot be used.</summary>
    public Candidate? AddRelayedCandidate(TransportAddress address, in LocalOrigin origin)
    {
        if (State == IceState.Closed) return null;
        OnNews();
        return _current.Generation.AddRelayed(address, origin, Role);
    }

    /// <summary>Adds what a STUN server has told of a base; null if it is nothing new.</summary>
    public Candidate? AddServerReflexiveCandidate(
        TransportAddress address, TransportAddress baseAddress, in LocalOrigin origin) =>
        State == IceState.Closed ? null : _current.Generation.AddServerReflexive(address, baseAddress, origin);

    /// <summary>A base is no more. Checks go on with the others, if there are any.</summary>
    public void RemoveLocalCandidate(TransportAddress baseAddress, Instant now)
    {
        if (State == IceState.Closed) return;
        _now = now;
        _previous?.RemoveLocal(baseAddress);
        _current.RemoveLocal(baseAddress);
        Progress(now);
    }

    /// <summary>
    /// Adds one of our addresses for TCP (RFC 6544 section 5.1), and returns the candidate to signal: where connections are
    /// taken, or from where they are opened, with <see cref="Candidate.ActivePort"/> for the port that is not known yet.
    /// </summary>
    public Candidate AddTcpCandidate(TransportAddress baseAddress, ushort localPreference, TcpCandidateType type)
    {
        OnNews();
        return _current.Generation.AddTcp(baseAddress, localPreference, type, Role);
    }

    /// <summary>The TCP connection of a path is gone, or did not come about.</summary>
    public void LoseConnection(in TransportPath path, Instant now)
    {
        if (State == IceState.Closed) return;
        _now = now;
        _previous?.LoseConnection(path);
        _current.LoseConnection(path);
        Progress(now);
    }

    public void EndLocalCandidates()
    {
        _current.Generation.AreLocalsEnded = true;
        OnNews();
    }

    /// <summary>
    /// Takes a candidate of the other end. One that names credentials which are not known yet waits for them; one of
    /// credentials that a restart has replaced is of no use any more.
    /// </summary>
    public AddCandidateResult AddRemoteCandidate(Candidate candidate)
    {
        if (State == IceState.Closed) return AddCandidateResult.Ended;
        OnNews();
        if (FindSessionOf(candidate.UsernameFragment) is { } session) return session.AddRemoteCandidate(candidate);
        _early.Add(candidate.UsernameFragment!, candidate);
        return AddCandidateResult.OtherGeneration;
    }

    /// <param name="fragment">That of the credentials whose candidates have all been named; null for the latest.</param>
    public void EndRemoteCandidates(string? fragment = null)
    {
        if (FindSessionOf(fragment) is { } session) session.Generation.AreRemotesEnded = true;
        else _early.Add(fragment!, null);
        OnNews();
    }

    /// <summary>
    /// Whether an authenticated check was received from, or answered by, that address on that base: only from there is
    /// anything else taken.
    /// </summary>
    public bool IsValidated(in TransportPath path) =>
        _current.IsValidated(path) || _previous is { } previous && previous.IsValidated(path);

    /// <summary>Takes a datagram whose first byte says STUN.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, in TransportPath path, Instant now)
    {
        if (State is IceState.Closed) return;
        _now = now;
        var role = Role;
        var isTaken = _current.TryHandle(datagram, path, now)
            || _previous is { } previous && previous.TryHandle(datagram, path, now);
        if (Role != role)
        {
            OnRoleChanged();
            _events.Enqueue(new IceEvent.RoleChanged(Role));
        }
        if (isTaken) Progress(now);
        else DroppedPackets++;
    }

    public void Tick(Instant now)
    {
        if (State is IceState.Closed || NextDeadline > now) return;
        _now = now;
        _hasNews = false;
        Progress(now);
    }

    /// <summary>Writes what is due, one datagram a call, until false.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        length = 0;
        path = default;
        if (State is IceState.Closed || NextDeadline > now) return false;
        var isWritten = _current.TryWrite(destination, now, out length, out path)
            || _previous is { } previous && previous.TryWrite(destination, now, out length, out path);
        if (isWritten) _deadline = null;
        return isWritten;
    }

    public bool TryNextEvent([NotNullWhen(true)] out IceEvent? e) => _events.TryDequeue(out e);

    /// <summary>Says and answers nothing any more.</summary>
    public void Close()
    {
        if (State == IceState.Closed) return;
        _deadline = null;
        _current.End();
        _previous = null;
        SelectedPath = null;
        SetState(IceState.Closed);
    }

    /// <summary>Draws the conclusions from what has changed: nomination, selection, state.</summary>
    private void Progress(Instant now)
    {
        _deadline = null;
        _current.Progress(now);
        _previous?.Progress(now);
        if (_previousEndsAt == Instant.Never && _current.Selected is { IsNominated: true })
            _previousEndsAt = now + _options.RestartOverlap;
        if (_previousEndsAt <= now) _previous = null;

        var carrier = FindCarrier(now);
        var path = carrier?.Selected?.Path;
        if (path != SelectedPath)
        {
            SelectedPath = path;
            if (path is { } selected) _events.Enqueue(new IceEvent.PathSelected(selected));
        }
        SetState(GetState(carrier, now));
    }

    /// <summary>
    /// Whose pair is used: the old one until the new one is nominated, or is at least known to work while the old one is
    /// silent.
    /// </summary>
    private IceSession? FindCarrier(Instant now)
    {
        if (_previous is { Selected: not null } previous)
        {
            var isReplaced = _current.Selected is { } pair && (pair.IsNominated || previous.DisconnectsAt <= now);
            if (!isReplaced) return previous;
        }
        return _current.Selected is null ? null : _current;
    }

    private IceState GetState(IceSession? carrier, Instant now)
    {
        if (carrier is null)
        {
            var isAnswered = _current.Generation.RemoteCredentials is not null;
            var latest = isAnswered || _previous is null ? _current : _previous;
            if (latest.HasEnded) return IceState.Failed;
            return latest.IsChecking ? IceState.Checking : IceState.New;
        }
        if (carrier.DisconnectsAt <= now) return IceState.Disconnected;
        var isComplete = carrier.Selected!.IsNominated && carrier.AreCandidatesKnown;
        return isComplete ? IceState.Completed : IceState.Connected;
    }

    private void SetState(IceState state)
    {
        if (state == State) return;
        State = state;
        _events.Enqueue(new IceEvent.StateChanged(state));
    }

    private Instant GetDeadline()
    {
        if (State is IceState.Closed) return Instant.Never;
        if (_hasNews) return _now;
        var deadline = _current.GetDeadline(_now);
        if (_previous is { } previous)
        {
            deadline = Instant.Earlier(deadline, Instant.Earlier(previous.GetDeadline(_now), _previousEndsAt));
        }
        if (State != IceState.Disconnected && FindCarrier(_now) is { } carrier)
            deadline = Instant.Earlier(deadline, carrier.DisconnectsAt);
        return deadline;
    }

    /// <summary>
    /// Whom a candidate concerns that names those credentials, or none. Null where they are not known, or not any more.
    /// </summary>
    private IceSession? FindSessionOf(string? fragment)
    {
        if (_previous is not { } previous)
        {
            var known = _current.Generation.RemoteCredentials?.UsernameFragment;
            return fragment is null || known is null || known == fragment ? _current : null;
        }
        var isAnswered = _current.Generation.RemoteCredentials is not null;
        var latest = isAnswered ? _current : previous;
        return fragment is null || latest.Generation.RemoteCredentials?.UsernameFragment == fragment ? latest : null;
    }

    private void OnRoleChanged()
    {
        _current.OnRoleChanged();
        _previous?.OnRoleChanged();
    }

    /// <summary>The owner has told something whose consequences the next <see cref="Tick"/> draws.</summary>
    private void OnNews()
    {
        _hasNews = true;
        _deadline = null;
    }
}
