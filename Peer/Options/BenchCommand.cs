using System.CommandLine;

namespace RtcPeer.Peer.Options;

/// <summary>The command line of <c>peer bench</c>, beside the options that it shares with <c>peer</c>.</summary>
internal sealed class BenchCommand
{
    private readonly Option<string> _mode = new("--mode")
    {
        Description = "What the caller measures: connect, tput, rate, lat or all. [default: all]",
        HelpName = "mode",
    };

    private readonly Option<string> _size = new("--size")
    {
        Description = "tput: the size of a message. [default: 65536]",
        HelpName = "bytes",
    };

    private readonly Option<string> _seconds = new("--seconds")
    {
        Description = "tput, rate: how long the part that counts lasts; a second that does not count goes before. [default: 8]",
        HelpName = "seconds",
    };

    private readonly Option<string> _count = new("--count")
    {
        Description = "lat: the round trips that count; 200 that do not go before. [default: 2000]",
        HelpName = "number",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write each result as a line of JSON.",
    };

    public BenchCommand(IEnumerable<Option> shared)
    {
        Command = new Command("bench", HelpText.BenchDescription) { _mode, _size, _seconds, _count, _json };
        foreach (var option in shared)
        {
            Command.Options.Add(option);
        }
    }

    public Command Command { get; }

    /// <summary>What was given on the command line, and nothing else, under its keys in the configuration.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Flags(ParseResult parsed)
    {
        foreach (var (key, option) in new[] { ("Mode", _mode), ("Size", _size), ("Seconds", _seconds), ("Count", _count) })
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                yield return new($"{BenchOptionsReader.Section}:{key}", parsed.GetValue(option));
            }
        }

        if (parsed.GetResult(_json) is { Implicit: false })
        {
            yield return new($"{BenchOptionsReader.Section}:Json", parsed.GetValue(_json).ToString());
        }
    }
}
