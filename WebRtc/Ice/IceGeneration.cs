using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// What is known in one ICE session: the credentials of both ends, their candidates and the check list made of them.
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

    /// <summary>An address of ours for TCP: a passive one that connections come to, or an active one that they begin at.</summary>
    public Candidate AddTcp(TransportAddress address, ushort localPreference, TcpCandidateType type, IceRole role)
    {
        if (Find(_locals, address, TransportProtocol.Tcp) is { } known) return known;
        var preference = CandidatePriority.LocalPreferenceOf(type, localPreference);
        var candidate = new Candidate
        {
            Foundation = _foundations.Of(CandidateType.Host, address, null, TransportProtocol.Tcp),
            Transport = CandidateTransport.Tcp,
            TcpType = type,
            Priority = CandidatePriority.Compute(CandidateType.Host, preference, transport: CandidateTransport.Tcp),
            Address = address,
            Type = CandidateType.Host,
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

    /// <summary>
    /// The connection of a path is gone. Who had opened it may open it again; of one that the other end opened nothing is left.
    /// </summary>
    public bool TryLoseConnection(in TransportPath path)
    {
        if (CheckList.Find(path) is not { } pair) return false;
        CheckList.LoseConnection(pair);
        if (CheckList.Find(path) is null) _remotes.Remove(pair.Remote);
        return true;
    }

    /// <summary>Whether we receive at the near end of that path.</summary>
    public bool IsLocalBase(in TransportPath path) => Find(_locals, path.Local, path.Protocol) is not null;

    public AddCandidateResult AddRemote(Candidate candidate, IceRole role)
    {
        if (candidate is { Transport: CandidateTransport.Tcp, TcpType: not (TcpCandidateType.Active or TcpCandidateType.Passive) })
            return AddCandidateResult.NotUsable;
        if (candidate.ComponentId != 1 || !candidate.Address.IsUsable || !IsAllowedPort(candidate)) return AddCandidateResult.NotUsable;
        if (IsOfOtherGeneration(candidate)) return AddCandidateResult.OtherGeneration;

        candidate = candidate with { Address = candidate.Address.WithoutScope() };
        if (Find(_remotes, candidate.Address, ProtocolOf(candidate)) is { } known)
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
        if (Find(_locals, check.Path.Local, check.Path.Protocol) is not { } local || !address.IsUsable) return null;

        var remote = Find(_remotes, address, check.Path.Protocol);
        if (remote is null)
        {
            remote = new Candidate
            {
                Foundation = _foundations.Next("prflx"),
                Transport = local.Transport,
                TcpType = local.TcpType is null ? null : TcpCandidateType.Active,
                Priority = check.Priority,
                Address = address,
                Type = HasNamedActive(address, check.Path.Protocol) ? CandidateType.Host : CandidateType.PeerReflexive,
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
        var isActive = pair.Local.TcpType == TcpCandidateType.Active;
        var expected = pair.Local.Address.WithoutScope();
        if (isActive ? mapped.HasSameAddress(expected) : mapped == expected) return;
        var local = (pair.IsStream ? null : Find(_serverReflexives, mapped))
            ?? Find(_peerReflexiveLocals, mapped, pair.Path.Protocol);
        if (local is null)
        {
            if (_peerReflexiveLocals.Count >= MaxPeerReflexiveLocals) return;
            local = new Candidate
            {
                Foundation = _foundations.Next("local-prflx"),
                Transport = pair.Local.Transport,
                TcpType = pair.Local.TcpType,
                Priority = CheckMessages.PeerReflexivePriorityOf(pair.Local),
                Address = mapped,
                Type = CandidateType.PeerReflexive,
                RelatedAddress = pair.Path.Local,
            };
            _peerReflexiveLocals.Add(local);
        }
        CheckList.RenameLocal(pair, local, role);
    }

    /// <summary>
    /// Over TCP an active one connects to a passive one. Pairs with a passive one of ours are not checked (RFC 6544 section
    /// 6.2): they come into being with a connection of the other end, whose port nobody has named.
    /// </summary>
    private static bool CanConnect(Candidate local, Candidate remote) => (local.TcpType, remote.TcpType) switch
    {
        (null, null) => true,
        (TcpCandidateType.Active, TcpCandidateType.Passive) => true,
        (TcpCandidateType.Passive, TcpCandidateType.Active) => remote.Address.Port != Candidate.ActivePort,
        _ => false,
    };

    /// <summary>Whether the other end has said that it connects from that address, with whatever port.</summary>
    private bool HasNamedActive(TransportAddress address, TransportProtocol protocol) =>
        protocol == TransportProtocol.Tcp && Find(_remotes, address.WithPort(Candidate.ActivePort), protocol) is not null;

    private CandidatePair? Pair(Candidate local, Candidate remote, IceRole role)
    {
        if (!local.Address.CanPairWith(remote.Address) || !CanConnect(local, remote)) return null;
        var path = new TransportPath(local.Address, remote.Address.WithScope(local.Address.ScopeId), ProtocolOf(local));
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

    /// <summary>
    /// Connections to the ports of well-known services could be somebody's who has us look for them; no candidate lives there,
    /// but for servers that dress as web servers.
    /// </summary>
    private static bool IsAllowedPort(Candidate candidate) =>
        candidate.TcpType != TcpCandidateType.Passive || candidate.Address.Port is 80 or 443 or >= 1024;

    private static TransportProtocol ProtocolOf(Candidate candidate) =>
        candidate.Transport == CandidateTransport.Tcp ? TransportProtocol.Tcp : TransportProtocol.Udp;

    private static Candidate? Find(
        List<Candidate> candidates, TransportAddress address, TransportProtocol protocol = TransportProtocol.Udp)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Address == address && ProtocolOf(candidate) == protocol) return candidate;
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
