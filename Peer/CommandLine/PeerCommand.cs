using System.CommandLine;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>The command line of <c>peer</c>.</summary>
internal static class PeerCommand
{
    /// <summary>
    /// Runs the program as the command line says. Help, version and complaints go where <paramref name="invocation"/> says.
    /// </summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration invocation)
    {
        var parser = new ArgumentParser();
        var parsed = parser.Parse(arguments);
        var command = parser.CommandOf(parsed);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpPageAction)
        {
            return await RefuseAsync(invocation.Error, command, parsed.Errors[0].Message);
        }

        if (ArgumentParser.IsQuestion(parsed))
        {
            return (ExitCode)await parsed.InvokeAsync(invocation);
        }

        try
        {
            var configuration = PeerOptionsReader.Combine(AppContext.BaseDirectory, parser.Flags(parsed));
            return await command.Run(new CommandCall(configuration, parser.Operands(parsed), invocation.Output));
        }
        catch (OptionException e)
        {
            return await RefuseAsync(invocation.Error, command, e.Message);
        }
    }

    private static async Task<ExitCode> RefuseAsync(TextWriter error, CommandDescription command, string complaint)
    {
        await error.WriteLineAsync($"error: {TerminalText.Harmless(complaint)}");
        await error.WriteLineAsync($"'{command.Line} --help' tells what there is.");
        return ExitCode.Usage;
    }
}
