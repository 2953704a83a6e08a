using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RtcPeer.Peer.Tests.EndToEnd;
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

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rtcpeer-coturn-");
    private readonly string[] _arguments;
    private readonly int _firstRelayPort = FreePorts.Next(RelayPorts);
    private ProgramRun? _server;

    private Coturn(string[] arguments) => _arguments = arguments;

    public int Port { get; } = FreePorts.Next();

    public int TlsPort { get; } = FreePorts.Next();

    /// <summary>What it has logged since it was started last.</summary>
    public string Log => _server?.Output.Text ?? "";

    /// <param name="arguments">Beside those that every test needs.</param>
    public static async Task<Coturn> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        Requires.Coturn();
        var server = new Coturn(arguments);
        try
        {
            await server.RestartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
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

    /// <summary>Waits until its log has that so many times; a failure shows the log.</summary>
    public Task WaitForLogAsync(string text, int times, CancellationToken cancellationToken) =>
        _server!.WaitForOutputAsync($@"\A([\s\S]*?{Regex.Escape(text)}){{{times}}}", cancellationToken);

    /// <summary>Ends it as a crash would, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
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
        _server = ProgramRun.Start("turnserver", Requires.Coturn(), [.. common, .. access, .. _arguments]);

        // All of its listeners are open by then.
        await _server.WaitForOutputAsync("Total General servers", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }
}
