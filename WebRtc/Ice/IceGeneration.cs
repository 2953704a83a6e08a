using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// What an ICE restart replaces as a whole (RFC 8445 section 2.4): the credentials of both ends, their candidates and
/// the check list made of them.
/// </summary>
internal sealed class IceGeneration(IceOptions options, IceCredentials local)
{
    private const int MaxPeerReflexiveLocals = 16;

    private readonly List<Candidate> _locals = [];
    private readonly List<Candidate> _peerReflexiveLocals = [];
    private readonly List<Candidate> _serverReflexives = [];
    private readonly List<Candidate> _remotes = [];
    private readonly Foundations _foundations = new();

    public IceCredentials LocalCredentials { get; } = local;

    public IceCredentials? RemoteCredentials { get; private set; }

    public IceSecrets Secrets { get; private set; } = new(local, null);

    public CheckList CheckList { get; } = new(options);

    public EarlyChecks EarlyChecks { get; } = new(options.MaxEarlyChecks);

    public bool AreLocalsEnded { get; set; }

    public bool AreRemotesEnded { get; set; }

    public int RemoteCount => _remotes.Count;

    public void SetRemoteCredentials(IceCredentials credentials)
    {
        RemoteCredentials = credentials;
        Secrets = new IceSecrets(LocalCredentials, credentials);

        // Candidates may have come first; those of other credentials were for somebody else.
        for (var i = _remotes.Count - 1; i >= 0; i--)
        {
            if (IsOfOtherGeneration(_remotes[i])) RemoveRemoteAt(i);
        }
    }

    public Candidate AddLocal(TransportAddress address, ushort localPreference, CandidateType type, IceRole role)
    {
        if (Find(_locals, address) is { } known) return known;
        var candidate = new Candidate
        {
            Foundation = _foundations.Of(type, address, null, TransportProtocol.Udp),
            Priority = CandidatePriority.Compute(type, localPreference),
            Address = address,
            Type = type,
        };
        AddLocal(candidate, role);
        return candidate;
    }

    /// <summary>An address on a TURN server: a base of its own (RFC 8445 section 5.1.1.2).</summary>
    public Candidate? AddRelayed(TransportAddress address, in LocalOrigin origin, IceRole role)
    {
        if (!address.IsUsable || Find(_locals, address) is not null) return null;
        var candidate = FromServer(CandidateType.Relayed, address, address, origin);
        AddLocal(candidate, role);
        return candidate;
    }

    /// <summary>
    /// A base as a STUN server sees it. It is signalled and never paired, since what is sent from it is sent from the
    /// base (RFC 8445 section 6.1.2.4). Null where it tells the other end nothing new (section 5.1.3).
    /// </summary>
    public Candidate? AddServerReflexive(TransportAddress address, TransportAddress baseAddress, in LocalOrigin origin)
    {
        if (!address.IsUsable || Find(_locals, address) is not null || Find(_serverReflexives, address) is not null) return null;
        var candidate = FromServer(CandidateType.ServerReflexive, address, baseAddress, origin);
        _serverReflexives.Add(candidate);
        return candidate;
    }

    /// <summary>Gives up a base that is no more, and the pairs that used it.</summary>
    public bool TryRemoveLocal(TransportAddress address)
    {
        if (Find(_locals, address) is not { } candidate) return false;
        _locals.Remove(candidate);
        _foundations.Retire(candidate.Foundation);
        CheckList.RemoveLocal(address);
        return true;
    }

    public bool IsLocalBase(TransportAddress address) => Find(_locals, address) is not null;

    public AddCandidateResult AddRemote(Candidate candidate, IceRole role)
    {
        if (candidate.Transport != CandidateTransport.Udp) return AddCandidateResult.NotUsable;
        if (candidate.ComponentId != 1 || !candidate.Address.IsUsable) return AddCandidateResult.NotUsable;
        if (IsOfOtherGeneration(candidate)) return AddCandidateResult.OtherGeneration;

        candidate = candidate with { Address = candidate.Address.WithoutScope() };
        if (Find(_remotes, candidate.Address) is { } known)
        {
            if (known.Type != CandidateType.PeerReflexive) return AddCandidateResult.Duplicate;
            CheckList.RenameRemote(known, candidate, role);
            _remotes.Remove(known);
        }
        else if (!TryMakeRoomForRemote(candidate.Priority)) return AddCandidateResult.TooMany;
        _remotes.Add(candidate);
        foreach (var local in _locals) Pair(local, candidate, role);
        return AddCandidateResult.Added;
    }

    /// <summary>
    /// The pair that an authenticated check came in on. An address that nobody has named makes a peer-reflexive
    /// candidate (RFC 8445 section 7.3.1.3). Null when there are too many.
    /// </summary>
    public CandidatePair? FindOrAddPair(in InboundCheck check, IceRole role)
    {
        if (CheckList.Find(check.Path) is { } known) return known;
        var address = check.Path.Remote.WithoutScope();
        if (Find(_locals, check.Path.Local) is not { } local || !address.IsUsable) return null;

        var remote = Find(_remotes, address);
        if (remote is null)
        {
            remote = new Candidate
            {
                Foundation = _foundations.Next("prflx"),
                Priority = check.Priority,
                Address = address,
                Type = CandidateType.PeerReflexive,
            };
            // Only the base that it was seen from is known to reach it.
            if (!TryMakeRoomForRemote(remote.Priority)) return null;
            _remotes.Add(remote);
        }
        return Pair(local, remote, role);
    }

    /// <summary>
    /// Our candidate as the other end sees it. An address that is not one of ours makes a peer-reflexive candidate of
    /// that pair (RFC 8445 section 7.2.5.3.1).
    /// </summary>
    public void LearnMappedAddress(CandidatePair pair, TransportAddress mapped, IceRole role)
    {
        if (mapped == pair.Local.Address.WithoutScope()) return;
        var local = Find(_serverReflexives, mapped) ?? Find(_peerReflexiveLocals, mapped);
        if (local is null)
        {
            if (_peerReflexiveLocals.Count >= MaxPeerReflexiveLocals) return;
            local = new Candidate
            {
                Foundation = _foundations.Next("local-prflx"),
                Priority = CheckMessages.PeerReflexivePriorityOf(pair.Local),
                Address = mapped,
                Type = CandidateType.PeerReflexive,
                RelatedAddress = pair.Path.Local,
            };
            _peerReflexiveLocals.Add(local);
        }
        CheckList.RenameLocal(pair, local, role);
    }

    private CandidatePair? Pair(Candidate local, Candidate remote, IceRole role)
    {
        if (!local.Address.CanPairWith(remote.Address)) return null;
        var path = new TransportPath(local.Address, remote.Address.WithScope(local.Address.ScopeId));
        if (CheckList.Find(path) is { } known) return known;
        var pair = new CandidatePair(local, remote, path, role);
        return CheckList.TryAdd(pair) ? pair : null;
    }

    /// <summary>
    /// Gives up the candidate of the lowest priority that nothing has come of, if it is below this one.
    /// </summary>
    private bool TryMakeRoomForRemote(uint priority)
    {
        if (_remotes.Count < options.MaxRemoteCandidates) return true;
        var lowest = -1;
        for (var i = 0; i < _remotes.Count; i++)
        {
            if (CheckList.HasValidOrHeard(_remotes[i])) continue;
            if (lowest < 0 || _remotes[i].Priority < _remotes[lowest].Priority) lowest = i;
        }
        if (lowest < 0 || _remotes[lowest].Priority >= priority) return false;
        RemoveRemoteAt(lowest);
        return true;
    }

    private void RemoveRemoteAt(int index)
    {
        CheckList.RemoveRemote(_remotes[index]);
        _remotes.RemoveAt(index);
    }

    private bool IsOfOtherGeneration(Candidate candidate) =>
        candidate.UsernameFragment is { } fragment
        && RemoteCredentials is { } remote
        && remote.UsernameFragment != fragment;

    private static Candidate? Find(List<Candidate> candidates, TransportAddress address)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Address == address) return candidate;
        }
        return null;
    }

    private Candidate FromServer(
        CandidateType type, TransportAddress address, TransportAddress baseAddress, in LocalOrigin origin) => new()
    {
        Foundation = _foundations.Of(type, baseAddress, origin.Server, origin.Protocol),
        Priority = CandidatePriority.Compute(type, origin.LocalPreference),
        Address = address,
        Type = type,
        RelatedAddress = origin.Related,
    };

    private void AddLocal(Candidate candidate, IceRole role)
    {
        _locals.Add(candidate);
        foreach (var remote in _remotes) Pair(candidate, remote, role);
    }
}
