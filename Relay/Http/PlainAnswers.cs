using System.Net;
using System.Text;
using RtcPeer.Relay.Access;
using RtcPeer.Relay.Page;

namespace RtcPeer.Relay.Http;

/// <summary>The answers to requests that don't become a WebSocket.</summary>
internal static class PlainAnswers
{
    /// <summary><c>GET /healthz</c> is 200; any other GET is for the page, unless it tried to become a WebSocket; there is
    /// nothing else here.</summary>
    public static void Answer(HttpListenerContext context)
    {
        var request = context.Request;
        if (request.HttpMethod is not ("GET" or "HEAD"))
        {
            Write(context, HttpStatusCode.NotFound, "there is nothing here but WebSockets\n");
        }
        else if (request.Url?.AbsolutePath == "/healthz")
        {
            Write(context, HttpStatusCode.OK, "ok\n");
        }
        else if (request.Headers["Sec-WebSocket-Key"] is not null)
        {
            context.Response.AddHeader("Upgrade", "websocket");
            Write(context, HttpStatusCode.UpgradeRequired, "this is a WebSocket relay\n");
        }
        else if (PageFile.Find(request.Url?.AbsolutePath ?? "/") is { } file)
        {
            WriteFile(context, file);
        }
        else
        {
            Write(context, HttpStatusCode.NotFound, "the page has no such file\n");
        }
    }

    /// <summary>Whether new clients should come here, and how the relay stands with others.</summary>
    public static void TellReadiness(HttpListenerContext context, Readiness readiness) =>
        Write(context, readiness.IsReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, readiness.ToString());

    /// <summary>A request of somebody who is not served.</summary>
    public static void Refuse(HttpListenerContext context, Refusal refusal)
    {
        if (refusal.Status == HttpStatusCode.Unauthorized)
        {
            // RFC 9110 section 11.6.1 asks for it.
            context.Response.AddHeader("WWW-Authenticate", "Bearer");
        }

        Write(context, refusal.Status, refusal.Text);
    }

    /// <summary>A WebSocket handshake that HttpListener does not accept (RFC 6455 section 4.2.2 for the version).</summary>
    public static void RefuseHandshake(HttpListenerContext context)
    {
        if (context.Request.Headers["Sec-WebSocket-Version"] is "13")
        {
            Write(context, HttpStatusCode.BadRequest, "the WebSocket handshake is malformed\n");
            return;
        }

        context.Response.AddHeader("Upgrade", "websocket");
        context.Response.AddHeader("Sec-WebSocket-Version", "13");
        Write(context, HttpStatusCode.UpgradeRequired, "this relay speaks version 13 of WebSocket\n");
    }

    private static void WriteFile(HttpListenerContext context, PageFile file)
    {
        var (request, response) = (context.Request, context.Response);
        foreach (var (name, value) in PageFile.SecurityHeaders)
        {
            response.AddHeader(name, value);
        }

        // Asked again each time, so that the files of one version of the relay are never mixed with those of another.
        response.AddHeader("Cache-Control", "no-cache");
        response.AddHeader("ETag", file.ETag);
        if (request.Headers["If-None-Match"] == file.ETag)
        {
            response.StatusCode = (int)HttpStatusCode.NotModified;
            response.Close();
            return;
        }

        response.ContentType = file.ContentType;
        response.Close(request.HttpMethod == "HEAD" ? [] : file.Content, willBlock: false);
    }

    public static void Write(HttpListenerContext context, HttpStatusCode status, string text) =>
        Write(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public static void Write(HttpListenerContext context, HttpStatusCode status, string contentType, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = contentType;
        response.AddHeader("Cache-Control", "no-store");
        response.Close(context.Request.HttpMethod == "HEAD" ? [] : body, willBlock: false);
    }
}
