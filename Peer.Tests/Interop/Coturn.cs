using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Debian's TURN server on loopback, with a user, a realm and free ports.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Username = "user";
    public const string Password = "pass word";
    public const string Secret = "north";

    /// <summary>How many ports it relays at: more than any test asks for.</summary>
    private const int RelayPorts = 40;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rtcpeer-coturn-");
    private readonly StringBuilder _log = new();
    private readonly string[] _arguments;
    private readonly int _firstRelayPort = FreePorts.Next(RelayPorts);
    private Process? _process;

    private Coturn(string[] arguments) => _arguments = arguments;

    public int Port { get; private set; }

    public int TlsPort { get; private set; }

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <param name="arguments">Beside those that every test needs.</param>
    public static async Task<Coturn> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var program = Requires.Coturn();
        var server = new Coturn(arguments) { Port = FreePorts.Next(), TlsPort = FreePorts.Next() };
        await server.StartAsync(program, cancellationToken);
        return server;
    }

    /// <summary>A user and password of coturn's use-auth-secret, valid until then.</summary>
    public static (string Username, string Password) TimeLimited(DateTimeOffset until)
    {
        var username = $"{until.ToUnixTimeSeconds()}:somebody";
        var mac = HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(username));
        return (username, Convert.ToBase64String(mac));
    }

    /// <summary>This server as a connection names it.</summary>
    public RtcIceServer At(string transport, string username = Username, string password = Password) => new()
    {
        Urls = [transport == "tls" ? $"turns:localhost:{TlsPort}" : $"turn:127.0.0.1:{Port}?transport={transport}"],
        Username = username,
        Credential = password,
    };

    /// <summary>Ends it as a crash would, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public Task RestartAsync(CancellationToken cancellationToken) => StartAsync(Requires.Coturn(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string program, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] common =
        [
            "-n", "--listening-ip=127.0.0.1", "--listening-ip=127.0.0.2", "--relay-ip=127.0.0.1", $"--listening-port={Port}", $"--tls-listening-port={TlsPort}",
            $"--min-port={_firstRelayPort}", $"--max-port={_firstRelayPort + RelayPorts - 1}",
            "--allow-loopback-peers", "--no-cli", "--no-dtls", "--no-rfc5780", "--realm=test.example", "--log-file=stdout", "--verbose",
            $"--userdb={Path.Combine(_folder.FullName, "users")}", $"--pidfile={Path.Combine(_folder.FullName, "pid")}",
        ];
        string[] access = _arguments.Any(argument => argument.StartsWith("--use-auth-secret", StringComparison.Ordinal))
            ? [$"--static-auth-secret={Secret}"]
            : ["--lt-cred-mech", $"--user={Username}:{Password}"];
        foreach (var argument in common.Concat(access).Concat(_arguments)) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("turnserver did not start.");
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AwaitListeningAsync(cancellationToken);
    }

    private async Task AwaitListeningAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return;
            }
            catch (SocketException) when (waited.Elapsed < StartTimeout && _process is { HasExited: false })
            {
                await Task.Delay(20, cancellationToken);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"turnserver does not listen: {Log}");
            }
        }
    }

    private void Note(string? line)
    {
        lock (_log) _log.AppendLine(line);
    }
}
