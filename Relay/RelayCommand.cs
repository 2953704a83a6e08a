using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using RtcPeer.Relay.Hosting;
using Serilog;
using Serilog.Events;

namespace RtcPeer.Relay;

/// <summary>The command line of <c>relay</c>.</summary>
internal sealed class RelayCommand
{
    private readonly Option<string?> _host = new("--host")
    {
        Description = "Host or address to listen on; 0.0.0.0 or + is all of them. [default: localhost]",
        HelpName = "HOST",
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = "Port to listen on; 0 takes a free one. [default: 8443]",
        HelpName = "PORT",
        CustomParser = ParsePort,
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say more." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what is wrong." };

    private readonly RootCommand _root = new("Carries the signalling of WebRTC peers: what one WebSocket client sends goes to all others of the room.");

    private RelayCommand()
    {
        _root.Options.Add(_host);
        _root.Options.Add(_port);
        _root.Options.Add(_verbose);
        _root.Options.Add(_quiet);
        _root.Validators.Add(result =>
        {
            if (result.GetValue(_verbose) && result.GetValue(_quiet))
            {
                result.AddError("--verbose and --quiet exclude each other.");
            }
        });
        _root.SetAction((parsed, _) => RunAsync(parsed));
        if (_root.Options.OfType<HelpOption>().Single() is { Action: SynchronousCommandLineAction help } option)
        {
            option.Action = new HelpWithExitCodes(help);
        }
    }

    /// <summary>Parses the arguments, runs the relay until a signal stops it, and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = new RelayCommand()._root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"relay: {error.Message}").ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("Try 'relay --help'.").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        // Signals are the program's own business: see Signals.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        RelayOptions options;
        ILogger logger;
        try
        {
            var configuration = ReadConfiguration();
            options = WithFlags(configuration.GetSection(RelayOptions.Section).Get<RelayOptions>() ?? new RelayOptions(), parsed);
            if (options.Problem() is { } problem)
            {
                return await FailAsync(ExitCode.Usage, problem).ConfigureAwait(false);
            }

            logger = Logging.Create(configuration, Level(parsed));
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            var cause = e is InvalidDataException ? $" {e.GetBaseException().Message}" : "";
            return await FailAsync(ExitCode.Usage, $"the configuration makes no sense: {e.Message}{cause}").ConfigureAwait(false);
        }

        await using var disposable = (IAsyncDisposable)logger;
        return await ServeAsync(options, logger).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(RelayOptions options, ILogger logger)
    {
        using var signals = new Signals();
        try
        {
            await using var relay = RelayServer.Start(options, logger);
            var signal = await signals.First.ConfigureAwait(false);
            logger.Information("{Signal:l}: stopping", signal);
        }
        catch (RelayStartException e)
        {
            return await FailAsync(e.ExitCode, e.Message).ConfigureAwait(false);
        }

        return (int)ExitCode.Done;
    }

    private static IConfiguration ReadConfiguration() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables("RTCPEER_")
        .Build();

    private RelayOptions WithFlags(RelayOptions options, ParseResult parsed) => options with
    {
        Host = parsed.GetValue(_host) ?? options.Host,
        Port = parsed.GetValue(_port) ?? options.Port,
    };

    private static int? ParsePort(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return port;
        }

        result.AddError($"--port takes a number between 0 and 65535, not '{result.Tokens[0].Value}'.");
        return null;
    }

    private LogEventLevel? Level(ParseResult parsed) => (parsed.GetValue(_verbose), parsed.GetValue(_quiet)) switch
    {
        (true, _) => LogEventLevel.Debug,
        (_, true) => LogEventLevel.Warning,
        _ => null,
    };

    private static async Task<int> FailAsync(ExitCode code, string message)
    {
        await Console.Error.WriteLineAsync($"relay: {message}").ConfigureAwait(false);
        return (int)code;
    }

    /// <summary>The usual help, and what stands in no option.</summary>
    private sealed class HelpWithExitCodes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var result = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.Write(Text);
            return result;
        }

        private static string Text => string.Create(CultureInfo.InvariantCulture, $"""
            Each option can also be set in the environment (RTCPEER_RELAY__HOST, RTCPEER_RELAY__PORT) or in the section
            "Relay" of the appsettings.json beside the program; a flag wins over the environment, that over the file.

            Examples:
              relay                        for peers on this machine: ws://localhost:8443/
              relay --host + --port 9000   for peers anywhere: ws://ADDRESS:9000/, rooms as ws://ADDRESS:9000/ROOM

            A browser joins with the page that the relay serves: http://ADDRESS:9000/, rooms as http://ADDRESS:9000/ROOM

            Exit codes:
              {(int)ExitCode.Done,3}  stopped by SIGINT or SIGTERM, every client told
              {(int)ExitCode.Failed,3}  an error of the relay itself
              {(int)ExitCode.Usage,3}  the command line or the configuration makes no sense
              {(int)ExitCode.AddressInUse,3}  the address is in use
              {(int)ExitCode.AddressUnusable,3}  the address is not one of this machine, or may not be used
              {(int)ExitCode.Interrupted,3}  a second SIGINT ended it at once ({(int)ExitCode.Terminated}: SIGTERM)

            """);
    }
}
