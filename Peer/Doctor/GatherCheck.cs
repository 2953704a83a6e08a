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
        var types = await GatherAsync(findings, cancellationToken);
        var counts = types.GroupBy(static type => type).Select(static group => $"{group.Count()} {group.Key}");
        return
        [
            new StageResult(Stage, types.Count > 0 ? Outcome.Ok : Outcome.Failed, types.Count > 0 ? string.Join(", ", counts) : "no candidates")
            {
                Cause = types.Count > 0 ? Cause.None : Cause.NoCandidates,
                Took = Stopwatch.GetElapsedTime(began),
            },
        ];
    }

    private async Task<List<string>> GatherAsync(Findings findings, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var types = new List<string>();
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

                types.Add(CandidateLine.Type(line));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What has come so far is what there is.
        }

        return types;
    }
}
