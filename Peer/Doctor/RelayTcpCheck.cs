using System.Diagnostics;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Doctor;

/// <summary>Whether the relay's port can be reached.</summary>
internal sealed class RelayTcpCheck(PeerOptions options) : IStageCheck
{
    public Stage Stage => Stage.RelayTcp;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        var room = options.Url;
        findings.RelayAnswers = true;
        if (RelayProxy.Serves(room))
        {
            return [StageResult.Skipped(Stage, "a proxy stands between (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY)")];
        }

        var began = Stopwatch.GetTimestamp();
        var result = await TcpReach.ConnectAsync(room.IdnHost, room.Port, cancellationToken);
        result.Socket?.Dispose();
        findings.RelayAnswers = result.Socket is not null;
        return
        [
            new StageResult(Stage, findings.RelayAnswers ? Outcome.Ok : Outcome.Failed, result.Detail)
            {
                Target = $"{room.Host}:{room.Port}",
                Cause = result.Cause,
                Took = Stopwatch.GetElapsedTime(began),
                RoundTrip = result.RoundTrip,
            },
        ];
    }
}
