using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Doctor;

/// <summary>Whether the relay lets us into the room; and which servers it names.</summary>
internal sealed class RelayJoinCheck(PeerOptions options, ILogger logger) : IStageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Stage Stage => Stage.RelayJoin;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        if (!findings.RelayAnswers)
        {
            return [StageResult.Skipped(Stage, "the relay cannot be reached")];
        }

        var servers = new RelayIceServers(options.Url, options.Access, logger, TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        var (cause, detail) = await JoinAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        if (cause == Cause.None)
        {
            await servers.AskAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var all = options.Ice.With(servers.Current).Servers;
            detail = servers.Current.Count == 0 ? detail : $"{detail}; the relay names {servers.Current.Count} STUN and TURN servers";
            findings.Servers.AddRange(all.Skip(findings.Servers.Count));
        }

        return
        [
            new StageResult(Stage, cause == Cause.None ? Outcome.Ok : Outcome.Failed, detail)
            {
                Target = RoomAddress.Shown(options.Url),
                Cause = cause,
                Took = took,
            },
        ];
    }

    private async Task<(Cause Cause, string Detail)> JoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await RelayConnection.OpenAsync(options.Url, options.Access, Patience, cancellationToken);
            await connection.LeaveAsync(DrainAsync(connection));
            return (Cause.None, "joined");
        }
        catch (RelayRefusedException e)
        {
            return (Cause.Credentials, e.Message);
        }
        catch (WebSocketException e)
        {
            return (Cause.NotTheService, RelayConnection.Explain(e));
        }
        catch (TimeoutException)
        {
            return (Cause.NoAnswer, "the request is not answered");
        }
    }

    /// <summary>Until the connection ends.</summary>
    private static async Task DrainAsync(RelayConnection connection)
    {
        while (true)
        {
            await connection.ReceiveAsync();
        }
    }
}
