using System.CommandLine;
using System.CommandLine.Invocation;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>Writes the help of the command that is asked for.</summary>
internal sealed class HelpPageAction(Func<ParseResult, CommandDescription> commandOf) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(HelpPage.Of(commandOf(parseResult)));
        return (int)ExitCode.Done;
    }
}
