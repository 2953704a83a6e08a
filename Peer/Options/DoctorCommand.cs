using System.CommandLine;

namespace RtcPeer.Peer.Options;

/// <summary>The command line of <c>peer doctor</c>, beside the options that it shares with <c>peer</c>.</summary>
internal sealed class DoctorCommand
{
    public const string Name = "doctor";

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the result as one object of JSON.",
    };

    public DoctorCommand(IEnumerable<Option> shared)
    {
        Command = new Command(Name, HelpText.DoctorDescription) { _json };
        foreach (var option in shared)
        {
            Command.Options.Add(option);
        }
    }

    public Command Command { get; }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}
