using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Finds out what kind of NAT stands between (RFC 5780 section 4), as far as the servers allow.</summary>
internal sealed class NatCheck(PeerOptions options) : IStageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Stage Stage => Stage.Nat;

    private RtcConfiguration Configuration => options.Ice.ApplyTo(new RtcConfiguration());

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        // Of one family: mappings of the other say nothing about these.
        var servers = findings.StunAddresses
            .OrderBy(static address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
            .GroupBy(static address => address.AddressFamily)
            .FirstOrDefault()?.ToList();
        if (servers is null)
        {
            return [StageResult.Skipped(Stage, "no server answers STUN over UDP")];
        }

        var began = Stopwatch.GetTimestamp();
        var (mapping, able) = await MappingAsync(servers, cancellationToken);
        var filtering = NatClassifier.Filtering(able is null ? null : await FilteringAsync(able, cancellationToken));
        findings.Nat = new NatKind(mapping, filtering);
        return [NatJudgement.Of(findings.Nat, findings.HasWorkingTurn) with { Took = Stopwatch.GetElapsedTime(began) }];
    }

    /// <summary>Also tells a server that can answer from a second address.</summary>
    private async Task<(NatMapping Mapping, IPEndPoint? Able)> MappingAsync(
        List<IPEndPoint> servers, CancellationToken cancellationToken)
    {
        using var probe = new RtcStunProbe(servers[0].AddressFamily, Configuration);
        var seen = new List<MappingSeen>();
        var asked = new HashSet<IPEndPoint>();
        IPEndPoint? able = null;
        IPEndPoint? second = null;
        for (var waiting = new Queue<IPEndPoint>(servers); waiting.TryDequeue(out var server);)
        {
            if (!asked.Add(server)
                || await probe.AskAsync(server, RtcStunChange.None, Patience, cancellationToken) is not { } answer)
            {
                continue;
            }

            seen.Add(new MappingSeen(server, answer.Mapped));
            if (able is null && answer.Other is { } other && IsSecond(other, server))
            {
                able = server;
                second = other;
                waiting.Enqueue(new IPEndPoint(other.Address, server.Port));
                waiting.Enqueue(other);
            }
        }

        // Silence from a second address that cannot be reached at all would tell nothing.
        var isReached = seen.Exists(one => one.Server.Equals(second));
        return (NatClassifier.Mapping(probe.LocalAddressTo(servers[0]), seen), isReached ? able : null);
    }

    /// <summary>From a port that has sent nothing to the server's second address; null where the answers do not tell.</summary>
    private async Task<FilteringSeen?> FilteringAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        using var probe = new RtcStunProbe(server.AddressFamily, Configuration);
        if (await probe.AskAsync(server, RtcStunChange.None, Patience, cancellationToken) is null)
        {
            return null;
        }

        var both = await probe.AskAsync(server, RtcStunChange.Address | RtcStunChange.Port, Patience, cancellationToken);
        var port = await probe.AskAsync(server, RtcStunChange.Port, Patience, cancellationToken);
        var isObeyed = both?.From.Address.Equals(server.Address) != true && port?.From.Equals(server) != true;

        // Silence counts only where the server still answers without a change.
        return isObeyed && await probe.AskAsync(server, RtcStunChange.None, Patience, cancellationToken) is not null
            ? new FilteringSeen(both is not null, port is not null)
            : null;
    }

    private static bool IsSecond(IPEndPoint other, IPEndPoint server) =>
        other.AddressFamily == server.AddressFamily && !other.Address.Equals(server.Address) && other.Port != server.Port;
}
