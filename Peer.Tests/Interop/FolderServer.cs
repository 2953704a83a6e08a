using System.Net;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Serves the files of one folder over http on 127.0.0.1.</summary>
internal sealed class FolderServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public FolderServer(string folder)
    {
        _folder = folder;
        _listener = RtcPeer.Relay.Http.LoopbackListener.Start(out var endPoint);
        Url = new Uri($"http://{endPoint}/");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            var file = Path.Combine(_folder, Path.GetFileName(context.Request.Url!.AbsolutePath));
            context.Response.ContentType = Path.GetExtension(file) == ".js" ? "text/javascript" : "text/html; charset=utf-8";
            if (File.Exists(file))
            {
                context.Response.Close(await File.ReadAllBytesAsync(file), willBlock: false);
            }
            else
            {
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                context.Response.Close();
            }
        }
    }
}
