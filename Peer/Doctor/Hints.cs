namespace RtcPeer.Peer.Doctor;

/// <summary>One piece of advice for a stage that failed, in words for whoever has to do something about it.</summary>
internal static class Hints
{
    /// <param name="result">What failed, or warns.</param>
    /// <param name="all">All results: what else works, or does not, changes the advice.</param>
    public static string For(StageResult result, IReadOnlyList<StageResult> all) => (result.Stage, result.Cause) switch
    {
        (_, Cause.OutOfTime) => "Give it more time with --timeout, or look at this stage alone with fewer servers.",
        (Stage.RelayTcp or Stage.RelayTls or Stage.RelayJoin, var cause) => ForRelay(cause),
        (Stage.Stun or Stage.Turn, _) => ForServer(result, all),
        (Stage.Nat, _) =>
            "This NAT shows each destination another port: peers behind most other NATs will not reach us directly. Add a TURN server (--ice-server turn:...).",
        (Stage.Gather, _) => "There is no usable address: see that a network interface is up, or that a TURN server works where --ice-policy is relay.",
        (Stage.Connect, _) => "This machine cannot exchange UDP, or TCP, with itself: look for a local firewall that drops what goes between its own addresses.",
        (Stage.ConnectRelayed, _) =>
            "The TURN server allocates, but does not relay: see that it may reach its own relay addresses (coturn: allowed-peer-ip, external-ip) and that its firewall lets the relay ports in (coturn: min-port to max-port, UDP).",
        _ => "Look at the stage's own words.",
    };

    private static string ForRelay(Cause cause) => cause switch
    {
        Cause.UnknownHost => "The relay's name is not known: check --url for a typing error, and the name servers of this machine.",
        Cause.Refused => "Nobody listens at the relay's port: see that the relay runs, that it serves more than its own machine (relay --host), and that the port in --url is its port.",
        Cause.NoAnswer => "Nothing comes back from the relay: a firewall between drops TCP to its port, or its machine is off.",
        Cause.Untrusted => "Name the authority that signed the relay's certificate with --ca, use the name in --url that the certificate is for, and check this machine's clock.",
        Cause.Credentials => "Check the token: --token-file or RTCPEER_PEER__TOKEN has to be the one that the relay has for this room.",
        _ => "Something else than the relay answers there: check scheme (ws:// or wss://), port and path of --url, and that a reverse proxy between passes WebSockets on.",
    };

    private static string ForServer(StageResult result, IReadOnlyList<StageResult> all)
    {
        var isTurn = result.Stage == Stage.Turn;
        var option = $"the URL of the {(isTurn ? "TURN" : "STUN")} server";
        return result.Cause switch
        {
            Cause.UnknownHost => $"The server's name is not known: check {option} for a typing error, and the name servers of this machine.",
            Cause.Refused => $"Nobody listens at that port: see that the server runs and serves this transport, and check {option}.",
            Cause.Untrusted => "Name the authority that signed the server's certificate with --ice-ca, use the name in the URL that the certificate is for, and check this machine's clock.",
            Cause.Credentials => "Check user and password (--ice-username, --ice-credential-file). Where they come from the relay, relay and TURN server need the same secret and clocks that agree.",
            Cause.NotTheService => $"Something answers there that is no TURN server over this transport: check scheme, port and transport in {option}.",
            Cause.Denied => "The server is there and knows us, but gives no address: see its log, its quotas (coturn: user-quota, total-quota) and its free relay ports.",
            Cause.OfNoUse => "Write stun: instead of stuns:, or leave this server away.",
            _ => NoAnswer(result, all, option),
        };
    }

    /// <summary>Whether the server is off or UDP is blocked shows in what the others do.</summary>
    private static string NoAnswer(StageResult result, IReadOnlyList<StageResult> all, string option)
    {
        var others = all.Where(other => other != result && other.Stage is Stage.Stun or Stage.Turn).ToList();
        var answering = others.Where(static other => other.Outcome == Outcome.Ok || other.Cause is Cause.Credentials or Cause.Denied).ToList();
        if (answering.Exists(IsUdp))
        {
            return $"Another server answers over UDP, so it is this one, or the way to it: see that it runs, and check {option}.";
        }

        return answering.Count > 0
            ? "Only servers over TCP or TLS answer: a firewall blocks UDP. Connections will go over TCP where one end can be reached from the other, and else through the TURN server; for better ones, let UDP out."
            : $"Nothing comes back over UDP: see that the server runs, check {option}; or a firewall blocks UDP, and then a TURN server over TLS (turns:...:443) helps.";
    }

    private static bool IsUdp(StageResult result) =>
        result.Target is { } url
        && !url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase)
        && !url.EndsWith("transport=tcp", StringComparison.OrdinalIgnoreCase);
}
