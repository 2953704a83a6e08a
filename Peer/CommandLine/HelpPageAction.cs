using System.CommandLine;
using System.CommandLine.Invocation;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>Writes the help of the command that is asked for.</summary>
internal sealed class HelpPageAction(Func<ParseResult, CommandDescription> commandOf) : SynchronousCommandLineAction
{
    /// <summary>Who asks for help need not have said all that a command needs.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(HelpPage.Of(commandOf(parseResult)));
        return (int)ExitCode.Done;
    }
}
