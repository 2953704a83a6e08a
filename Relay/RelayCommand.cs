using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using RtcPeer.Relay.Hosting;
using Serilog;
using Serilog.Events;

namespace RtcPeer.Relay;

/// <summary>The command line of <c>relay</c>.</summary>
internal sealed class RelayCommand
{
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say more." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what is wrong." };

    private readonly RootCommand _root = new("Carries the signalling of WebRTC peers: what one WebSocket client sends goes to all others of the room.");

    private RelayCommand()
    {
        foreach (var flag in CommandFlags.All)
        {
            _root.Options.Add(flag.Option);
        }

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
            var configuration = ReadConfiguration(parsed);
            options = configuration.GetSection(RelayOptions.Section).Get<RelayOptions>() ?? new RelayOptions();
            if (options.Problem() is { } problem)
            {
                return await FailAsync(ExitCode.Usage, problem).ConfigureAwait(false);
            }

            logger = Logging.Create(configuration, options.LogFormat, Level(parsed));
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

    private static IConfiguration ReadConfiguration(ParseResult parsed) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables("RTCPEER_")
        .AddInMemoryCollection(CommandFlags.All.SelectMany(flag => flag.Settings(parsed)))
        .Build();

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
            Each option can also be set in the environment (RTCPEER_RELAY__HOST, RTCPEER_RELAY__MAXCLIENTS) or in the
            section "Relay" of the appsettings.json beside the program; a flag wins over the environment, that over the
            file. There, times are hours:minutes:seconds, as in 00:00:10. A limit of 0 is none.

            Only the environment and the file have: Token and BackplanePassword (instead of a file with it), RoomTokens
            (a list of Rooms, a pattern such as team-*, with Token or TokenFile), Turn:Urls and Turn:Secret or
            Turn:SecretFile (the servers that GET /ice tells of, with credentials that are valid for Turn:Lifetime).

            Examples:
              relay                        for peers on this machine: ws://localhost:8443/
              relay --host + --port 9000   for peers anywhere: ws://ADDRESS:9000/, rooms as ws://ADDRESS:9000/ROOM
              relay --host + --port 443 --tls-cert fullchain.pem --tls-key privkey.pem
                                           the same, encrypted: wss://NAME/

            A client over a limit is closed with the code 1009 (a message too big), 1013 (too slow: its queue is full),
            4001 (clients in all), 4002 (of its address), 4003 (of its room), 4004 (rooms), 4005 (messages a second),
            4006 (bytes a second) or 4007 (idle); a relay that stops closes with 1001, after a drain delay with 1012.

            Relays with one --backplane share their rooms. Without the broker each serves its own clients, /readyz says
            "backplane: down" (with 200), and what is sent is kept within the limits of --backplane-queue-... for the
            other relays. The password stands in a file or the environment, not on the command line.

            A browser joins with the page that the relay serves: http://ADDRESS:9000/, rooms as http://ADDRESS:9000/ROOM

            Exit codes:
              {(int)ExitCode.Done,3}  stopped by SIGINT or SIGTERM, every client told
              {(int)ExitCode.Failed,3}  an error of the relay itself
              {(int)ExitCode.Usage,3}  the command line or the configuration makes no sense
              {(int)ExitCode.AddressInUse,3}  the address is in use
              {(int)ExitCode.AddressUnusable,3}  the address is not one of this machine, or may not be used
              {(int)ExitCode.CertificateUnusable,3}  the certificate or its key can't be read, don't match, or are not valid now
              {(int)ExitCode.Interrupted,3}  a second SIGINT ended it at once ({(int)ExitCode.Terminated}: SIGTERM)

            """);
    }
}
