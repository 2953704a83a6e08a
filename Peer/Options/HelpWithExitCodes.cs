using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RtcPeer.Peer.Options;

/// <summary>The help of System.CommandLine, followed by what else a user of the program has to know.</summary>
internal sealed class HelpWithExitCodes(HelpAction options) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        options.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.Write(
            parseResult.CommandResult.Command switch
        {
            RootCommand => HelpText.Remainder,
            { Name: DoctorCommand.Name } => HelpText.DoctorRemainder,
            _ => HelpText.BenchRemainder,
        });
        return (int)ExitCode.Done;
    }
}
