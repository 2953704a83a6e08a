using System.Diagnostics;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Gathers candidates from this machine's addresses and from the servers that work.</summary>
internal sealed class GatherCheck(PeerOptions options) : IStageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    public Stage Stage => Stage.Gather;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var lines = await GatherAsync(findings, cancellationToken);
        var kinds = lines.GroupBy(CandidateLine.Kind).Select(static kind => $"{kind.Count()} {kind.Key}");
        var hosts = lines.Where(static line => CandidateLine.Type(line) == "host").Select(CandidateLine.Host).Distinct().ToList();
        var detail = hosts.Count == 0 ? string.Join(", ", kinds) : $"{string.Join(", ", kinds)} ({string.Join(", ", hosts)})";
        return
        [
            new StageResult(Stage, lines.Count > 0 ? Outcome.Ok : Outcome.Failed, lines.Count > 0 ? detail : "no candidates")
            {
                Cause = lines.Count > 0 ? Cause.None : Cause.NoCandidates,
                Took = Stopwatch.GetElapsedTime(began),
            },
        ];
    }

    private async Task<List<string>> GatherAsync(Findings findings, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var lines = new List<string>();
        await using var connection = new RtcPeerConnection(findings.Configuration(options));
        connection.CreateDataChannel("doctor");
        connection.SetLocalDescription(connection.CreateOffer());
        try
        {
            await foreach (var happened in connection.Events.ReadAllAsync(limit.Token))
            {
                if (happened is not RtcPeerConnectionEvent.IceCandidate { Candidate.Candidate: var line })
                {
                    continue;
                }

                if (line.Length == 0)
                {
                    break;
                }

                lines.Add(line);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What has come so far is what there is.
        }

        return lines;
    }
}
