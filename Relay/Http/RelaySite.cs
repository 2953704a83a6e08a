using System.Net;
using RtcPeer.Relay.Access;
using RtcPeer.Relay.Metrics;

namespace RtcPeer.Relay.Http;

/// <summary>What the public address answers to requests that don't become a WebSocket, and depends on the relay.</summary>
internal sealed class RelaySite(Gate gate, IceServers iceServers, RelayMetrics metrics, Func<Readiness> readiness)
{
    /// <summary><c>/readyz</c> tells whether new clients should come here, <c>/ice</c> which servers help to find a path;
    /// the rest is <see cref="PlainAnswers"/>'.</summary>
    public void Answer(HttpListenerContext context, FrontConnection connection)
    {
        var isGet = context.Request.HttpMethod is "GET" or "HEAD";
        switch (context.Request.Url?.AbsolutePath)
        {
            case "/readyz" when isGet:
                PlainAnswers.TellReadiness(context, readiness());
                break;
            case "/ice" when isGet:
                TellIceServers(context, connection);
                break;
            default:
                PlainAnswers.Answer(context);
                break;
        }
    }

    private void TellIceServers(HttpListenerContext context, FrontConnection connection)
    {
        if (gate.CheckIce(context.Request, connection) is { } refusal)
        {
            metrics.Refused(refusal.Label);
            PlainAnswers.Refuse(context, refusal);
            return;
        }

        // A listed page of another origin may read the answer too.
        if (context.Request.Headers["Origin"] is { } origin)
        {
            context.Response.AddHeader("Access-Control-Allow-Origin", origin);
            context.Response.AddHeader("Vary", "Origin");
        }

        PlainAnswers.Write(context, HttpStatusCode.OK, "application/json", iceServers.ToJson(DateTimeOffset.UtcNow));
    }
}
