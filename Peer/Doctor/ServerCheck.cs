using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Looks at each STUN server, or at each TURN server, all of them at once.</summary>
internal sealed class ServerCheck(Stage stage, PeerOptions options) : IStageCheck
{
    public Stage Stage => stage;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        var urls =
            (from server in findings.Servers
             from url in server.Urls
             let parsed = RtcIceServerUrl.Parse(url)
             where parsed.IsTurn == (stage == Stage.Turn)
             select (Server: server with { Urls = [url] }, Url: parsed)).ToList();
        if (urls.Count == 0)
        {
            return [StageResult.Skipped(stage, stage == Stage.Turn ? "there is no TURN server to use" : "there is no STUN server to use")];
        }

        var examined = await Task.WhenAll(urls.Select(one =>
            new ServerExamination(one.Server, one.Url, options.Ice).RunAsync(cancellationToken)));
        foreach (var (one, seen) in urls.Zip(examined))
        {
            findings.StunAddresses.AddRange(seen.StunAddresses.Except(findings.StunAddresses));
            if (seen.Result.Outcome == Outcome.Ok)
            {
                findings.WorkingServers.Add(one.Server);
            }
        }

        return [.. examined.Select(seen => seen.Result)];
    }
}
