using System.Net;
using System.Text;
using RtcPeer.Relay.Metrics;

namespace RtcPeer.Relay.Http;

/// <summary>What the address for those who watch over the relay answers.</summary>
internal sealed class MetricsSite(Action<MetricsText> writeMetrics, Func<Readiness> readiness)
{
    public void Answer(HttpListenerContext context)
    {
        var isGet = context.Request.HttpMethod is "GET" or "HEAD";
        switch (context.Request.Url?.AbsolutePath)
        {
            case "/metrics" when isGet:
                var text = new MetricsText();
                writeMetrics(text);
                PlainAnswers.Write(context, HttpStatusCode.OK, MetricsText.ContentType, Encoding.UTF8.GetBytes(text.ToString()));
                break;
            case "/readyz" when isGet:
                PlainAnswers.TellReadiness(context, readiness());
                break;
            case "/healthz" when isGet:
                PlainAnswers.Write(context, HttpStatusCode.OK, "ok\n");
                break;
            default:
                PlainAnswers.Write(context, HttpStatusCode.NotFound, "there is /metrics, /healthz and /readyz\n");
                break;
        }
    }
}
