using System.CommandLine;
using System.CommandLine.Help;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Logging;

namespace RtcPeer.Peer.Options;

/// <summary>The command line of <c>peer</c>.</summary>
internal sealed class PeerCommand
{
    private readonly Option<bool> _caller = new("--caller")
    {
        Description = "Make the call. One peer of the room does, the others wait for it.",
    };

    private readonly Option<string> _url = new("--url")
    {
        Description = $"The relay through which the peers find each other. [default: {PeerOptionsReader.DefaultUrl}]",
        HelpName = "ws://host:port/",
    };

    private readonly Option<string> _room = new("--room")
    {
        Description = "The room to meet in. [default: the one that the url names]",
        HelpName = "name",
    };

    private readonly Option<string> _channel = new("--channel")
    {
        Description = "The label of the data channel. [default: chat]",
        HelpName = "label",
    };

    private readonly Option<string> _timeout = new("--timeout")
    {
        Description = "How long the set-up may take until the channel is open; 0 for no limit. [default: 30]",
        HelpName = "seconds",
    };

    private readonly Option<string> _pathTimeout = new("--path-timeout")
    {
        Description = "How long a lost path is looked for anew before the connection counts as lost; 0 for no limit. [default: 25]",
        HelpName = "seconds",
    };

    private readonly Option<bool> _binary = new("--binary")
    {
        Description = "Carry raw bytes from stdin to the other end's stdout, instead of lines of text.",
    };

    private readonly Option<string> _peers = new("--peers")
    {
        Description = "How many callees a caller waits for, and takes. [default: it begins with the first and takes whoever comes]",
        HelpName = "number",
    };

    private readonly Option<bool> _prefix = new("--prefix")
    {
        Description = "Begin each received line with the name of the peer that it is from. [default: on a terminal, with several peers]",
    };

    private readonly Option<string> _ca = new("--ca")
    {
        Description = "Trust the authorities in this PEM file, and no others, with the relay's certificate (wss://). [default: those of the system]",
        HelpName = "file",
    };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "A file with the token that the relay asks for.",
        HelpName = "file",
    };

    private readonly Option<string[]> _iceServer = new("--ice-server")
    {
        Description = "A STUN or TURN server to use: stun:host:port, turn:host:port?transport=udp (or tcp), turns:host:port (over TLS). Can be repeated. [default: none]",
        HelpName = "url",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string> _iceUsername = new("--ice-username")
    {
        Description = "The user at the TURN servers.",
        HelpName = "name",
    };

    private readonly Option<string> _iceCredentialFile = new("--ice-credential-file")
    {
        Description = "A file with the password of that user.",
        HelpName = "file",
    };

    private readonly Option<string> _iceCa = new("--ice-ca")
    {
        Description = "Trust the authorities in this PEM file, and no others, with the certificates of TURN servers. [default: those of the system]",
        HelpName = "file",
    };

    private readonly Option<string> _icePolicy = new("--ice-policy")
    {
        Description = "Which paths may be used: all, or relay for those through TURN servers alone. [default: all]",
        HelpName = "all|relay",
    };

    private readonly Option<string> _mtu = new("--mtu")
    {
        Description = "The largest datagram sent, in bytes of UDP payload; auto finds out what the path carries, 1200 passes everywhere. [default: auto]",
        HelpName = "auto|bytes",
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Tell more on stderr; -vv tells everything.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "Tell only errors on stderr.",
        Arity = ArgumentArity.Zero,
    };

    private readonly IReadOnlyList<(string Key, Option<string> Option)> _texts;
    private readonly RootCommand _root;
    private readonly BenchCommand _bench;
    private readonly DoctorCommand _doctor;

    private PeerCommand()
    {
        _texts =
        [
            ("Url", _url), ("Room", _room), ("Channel", _channel), ("Timeout", _timeout), ("PathTimeout", _pathTimeout),
            ("Peers", _peers), ("Mtu", _mtu), ("Ca", _ca), ("TokenFile", _tokenFile),
            ("IceUsername", _iceUsername), ("IceCredentialFile", _iceCredentialFile), ("IceCa", _iceCa), ("IcePolicy", _icePolicy),
        ];
        Option[] ice = [_iceServer, _iceUsername, _iceCredentialFile, _iceCa, _icePolicy];
        _root = new RootCommand(HelpText.Description);
        Option[] all =
        [
            _caller, _url, _room, _channel, _timeout, _pathTimeout, _binary, _peers, _prefix, _mtu, _ca, _tokenFile, .. ice,
            _verbose, _quiet,
        ];
        foreach (var option in all)
        {
            _root.Options.Add(option);
        }

        _bench = new BenchCommand(
            [_caller, _url, _room, _channel, _timeout, _pathTimeout, _mtu, _ca, _tokenFile, .. ice, _verbose, _quiet]);
        _root.Subcommands.Add(_bench.Command);
        _doctor = new DoctorCommand([_url, _room, _timeout, _ca, _tokenFile, .. ice, _verbose, _quiet]);
        _root.Subcommands.Add(_doctor.Command);

        // A command that has subcommands and no action of its own would demand that one of them is named.
        _root.SetAction(static _ => { });
        foreach (var (_, option) in _texts)
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: "" }])
                {
                    result.AddError($"{option.Name} is empty");
                }
            });
        }

        _iceServer.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{_iceServer.Name} is empty");
            }
        });
        var help = _root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
    }

    /// <summary>
    /// Runs the program as the command line says. Help, version and complaints go where <paramref name="invocation"/> says.
    /// </summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration invocation)
    {
        var command = new PeerCommand();
        var parsed = command._root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return await RefuseAsync(invocation.Error, parsed.Errors[0].Message);
        }

        if (parsed.Action is not null && parsed.Action != command._root.Action)
        {
            // --help or --version.
            return (ExitCode)await parsed.InvokeAsync(invocation);
        }

        PeerOptions options;
        BenchOptions? bench;
        try
        {
            var all = PeerOptionsReader.Combine(
                AppContext.BaseDirectory, command.Flags(parsed).Concat(command._bench.Flags(parsed)));
            options = PeerOptionsReader.Read(all);
            bench = parsed.CommandResult.Command == command._bench.Command ? BenchOptionsReader.Read(all) : null;
        }
        catch (OptionException e)
        {
            return await RefuseAsync(invocation.Error, e.Message);
        }

        using var logging = new LogSetup(options.Verbosity);
        using var interruption = new Interruption();
        if (parsed.CommandResult.Command == command._doctor.Command)
        {
            return await PeerRun.ExecuteDoctorAsync(options, command._doctor.IsJson(parsed), invocation.Output, interruption, logging.Factory);
        }

        return bench is null
            ? await PeerRun.ExecuteAsync(options, StandardStreams.Open(), interruption, logging.Factory)
            : await PeerRun.ExecuteBenchAsync(
                options, bench, invocation.Output, ProgressTerminal(options), interruption, logging.Factory);
    }

    /// <summary>Progress is for somebody who looks on: not for a log or a pipe.</summary>
    private static TextWriter? ProgressTerminal(PeerOptions options) =>
        Console.IsErrorRedirected || options.Verbosity == Verbosity.Quiet
            || Environment.GetEnvironmentVariable("TERM") == "dumb"
            ? null
            : Console.Error;

    private static async Task<ExitCode> RefuseAsync(TextWriter error, string complaint)
    {
        await error.WriteLineAsync($"error: {TerminalText.Harmless(complaint)}");
        await error.WriteLineAsync("'peer --help' tells what there is.");
        return ExitCode.Usage;
    }

    /// <summary>What was given on the command line, and nothing else, under its keys in the configuration.</summary>
    private IEnumerable<KeyValuePair<string, string?>> Flags(ParseResult parsed)
    {
        foreach (var (key, option) in _texts)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                yield return Setting(key, parsed.GetValue(option));
            }
        }

        if (parsed.GetResult(_iceServer) is { Implicit: false })
        {
            yield return Setting("IceServer", string.Join(' ', parsed.GetValue(_iceServer) ?? []));
        }

        foreach (var (key, option) in new[] { ("Caller", _caller), ("Binary", _binary), ("Prefix", _prefix) })
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                yield return Setting(key, parsed.GetValue(option).ToString());
            }
        }

        if (VerbosityFlag(parsed) is { } verbosity)
        {
            yield return Setting("Verbosity", verbosity.ToString());
        }
    }

    private Verbosity? VerbosityFlag(ParseResult parsed)
    {
        var more = parsed.GetResult(_verbose)?.IdentifierTokenCount ?? 0;
        var quiet = parsed.GetResult(_quiet)?.IdentifierTokenCount ?? 0;
        return (quiet, more) switch
        {
            ( > 0, _) => Verbosity.Quiet,
            (_, 0) => null,
            (_, 1) => Verbosity.Detailed,
            _ => Verbosity.Everything,
        };
    }

    private static KeyValuePair<string, string?> Setting(string key, string? value) =>
        new($"{PeerOptionsReader.Section}:{key}", value);
}
