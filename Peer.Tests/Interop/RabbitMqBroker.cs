using System.Globalization;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>A RabbitMQ of the tests alone: on ports of its own on loopback, with all that it writes in a folder that goes
/// with it. Other brokers of the machine are not touched.</summary>
internal sealed class RabbitMqBroker : IAsyncDisposable
{
    /// <summary>A host that <see cref="TlsUrl"/> leads to as well, but for which the certificate is not.</summary>
    public const string OtherHost = "127.0.0.2";

    private const string NodeName = "rtcpeer-tests@localhost";

    private readonly string _programs = Requires.RabbitMq();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rtcpeer-rabbitmq");
    private readonly CertificateFolder _certificate = new();
    private readonly Dictionary<string, string?> _environment;
    private readonly int _port;
    private readonly int _tlsPort;
    private readonly ProgramRun _portMapper;
    private ProgramRun? _server;

    public RabbitMqBroker()
    {
        (_port, _tlsPort) = (FreePorts.Next(), FreePorts.Next());
        var portMapperPort = Text(FreePorts.Next());
        _environment = new Dictionary<string, string?>
        {
            // The cookie that lets rabbitmqctl in is made here.
            ["HOME"] = _folder.FullName,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = portMapperPort,
            ["RABBITMQ_CONF_ENV_FILE"] = InFolder("none"),
            ["RABBITMQ_CONFIG_FILE"] = InFolder("rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("plugins"),
            ["RABBITMQ_MNESIA_BASE"] = InFolder("mnesia"),
            ["RABBITMQ_LOG_BASE"] = InFolder("log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_NODENAME"] = NodeName,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(_port),
            ["RABBITMQ_DIST_PORT"] = Text(FreePorts.Next()),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",

            // Then the script becomes the server, and to kill it is to kill the server.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
        };
        File.WriteAllText(InFolder("rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.ssl.1 = 127.0.0.1:{_tlsPort}
            listeners.ssl.2 = {OtherHost}:{_tlsPort}
            ssl_options.cacertfile = {_certificate.Authority}
            ssl_options.certfile = {_certificate.Certificate}
            ssl_options.keyfile = {_certificate.Key}

            """));
        _portMapper = ProgramRun.Start("epmd", "epmd", ["-port", portMapperPort], _environment);
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"amqp://guest@127.0.0.1:{_port}/");

    public string TlsUrl => string.Create(CultureInfo.InvariantCulture, $"amqps://guest@localhost:{_tlsPort}/");

    /// <summary>The authority of the certificate behind <see cref="TlsUrl"/>.</summary>
    public string Authority => _certificate.Authority;

    /// <summary>Starts the broker unless it runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_server is null)
        {
            _server = ProgramRun.Start("rabbitmq", Path.Combine(_programs, "rabbitmq-server"), [], _environment);
            await _server.WaitForOutputAsync("Server startup complete", cancellationToken);
        }
    }

    /// <summary>Kills the broker: it can say goodbye to nobody.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Lets the broker do nothing for a while, its connections staying open.</summary>
    public void Pause() => _server!.Signal("STOP");

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _server?.Signal("CONT");

    /// <summary>The names of all queues.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken)
    {
        var names = await ControlAsync(cancellationToken, "list_queues", "--no-table-headers", "name");
        return names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Deletes all queues, whoever has them.</summary>
    public async Task DeleteQueuesAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in await QueuesAsync(cancellationToken))
        {
            await ControlAsync(cancellationToken, "delete_queue", queue);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _portMapper.DisposeAsync();
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Makes it short of memory, so that it takes no messages, or ends that.</summary>
    public Task SetShortOfMemoryAsync(bool isShort, CancellationToken cancellationToken) =>
        ControlAsync(cancellationToken, "set_vm_memory_high_watermark", isShort ? "0.0000001" : "0.4");

    private async Task<string> ControlAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var control = ProgramRun.Start(
            "rabbitmqctl", Path.Combine(_programs, "rabbitmqctl"), ["--node", NodeName, "--quiet", .. arguments], _environment);
        await control.AssertExitAsync(0, cancellationToken);
        return control.Output.Text;
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
