using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay;
using Serilog;
using Serilog.Core;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>A relay in this process, on a free port unless told otherwise.</summary>
internal sealed class TestRelay : IAsyncDisposable
{
    private readonly Logger _logger;
    private readonly List<IDisposable> _clients = [];

    public TestRelay(RelayOptions? options = null, int port = 0)
    {
        _logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Log).CreateLogger();
        Server = RelayServer.Start((options ?? new RelayOptions()) with { Port = port }, _logger);
    }

    public LogWatcher Log { get; } = new();

    public RelayServer Server { get; }

    public int Port => Server.Url.Port;

    public Uri Url(string path = "/", string host = "127.0.0.1") => new($"{Server.Url.Scheme}://{host}:{Port}{path}");

    /// <summary>A client that has joined.</summary>
    public async Task<ClientWebSocket> JoinAsync(CancellationToken cancellationToken, string path = "/", string host = "127.0.0.1")
    {
        var client = new ClientWebSocket();
        _clients.Add(client);
        await client.ConnectAsync(Url(path, host), cancellationToken);
        return client;
    }

    /// <summary>A client that has joined, whose frames the test writes and reads itself.</summary>
    public async Task<RawClient> JoinRawAsync(CancellationToken cancellationToken, string path = "/", int receiveBuffer = 0)
    {
        var client = await ConnectRawAsync(cancellationToken, receiveBuffer);
        await client.HandshakeAsync(path, cancellationToken);
        return client;
    }

    /// <summary>A TCP connection that has sent nothing yet.</summary>
    public async Task<RawClient> ConnectRawAsync(CancellationToken cancellationToken, int receiveBuffer = 0)
    {
        var client = await RawClient.ConnectAsync(Port, receiveBuffer, cancellationToken);
        _clients.Add(client);
        return client;
    }

    /// <summary>Shows that the relay still works for those who do nothing wrong.</summary>
    public async Task AssertServesAsync(CancellationToken cancellationToken)
    {
        var a = await JoinAsync(cancellationToken, "/still-alive");
        var b = await JoinAsync(cancellationToken, "/still-alive");
        await a.SendTextAsync("hello", cancellationToken);
        Assert.That(await b.ReceiveTextAsync(cancellationToken), Is.EqualTo("hello"));
    }

    public async ValueTask DisposeAsync()
    {
        // First the clients: the relay waits for those that don't agree to its close.
        _clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
        await _logger.DisposeAsync();
    }
}
