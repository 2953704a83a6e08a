using System.Diagnostics;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Tries a connection to ourselves through what was found, and sends a message there and back.</summary>
internal sealed class ConnectCheck(Stage stage, PeerOptions options) : IStageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Stage Stage => stage;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        if (Needless(findings) is { } reason)
        {
            return [StageResult.Skipped(stage, reason)];
        }

        var configuration = findings.Configuration(options);
        if (stage == Stage.ConnectRelayed)
        {
            configuration = configuration with { IceTransportPolicy = RtcIceTransportPolicy.Relay };
        }

        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await using var pair = new SelfConnection(configuration);
        string? problem;
        try
        {
            problem = await pair.RunAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = $"not connected within {Patience.TotalSeconds} s";
        }

        return
        [
            new StageResult(stage, problem is null ? Outcome.Ok : Outcome.Failed, problem ?? "connected, and a message went there and back")
            {
                Cause = problem is null ? Cause.None : Cause.NoPath,
                Took = Stopwatch.GetElapsedTime(began),
                RoundTrip = pair.RoundTrip,
            },
        ];
    }

    private string? Needless(Findings findings) => stage switch
    {
        Stage.Connect when options.Ice.Policy == RtcIceTransportPolicy.Relay => "only paths through TURN servers may be used",
        Stage.ConnectRelayed when !findings.HasWorkingTurn => "there is no TURN server that works",
        _ => null,
    };
}
