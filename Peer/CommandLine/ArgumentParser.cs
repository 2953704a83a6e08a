using System.CommandLine;
using System.CommandLine.Help;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>Reads a command line by the tables of commands and settings.</summary>
internal sealed class ArgumentParser
{
    private readonly Dictionary<Command, CommandDescription> _descriptions = [];
    private readonly List<(Setting Setting, Option Option)> _options = [];
    private readonly Dictionary<Command, Argument> _operands = [];
    private readonly RootCommand _root = new();

    public ArgumentParser()
    {
        var options = SettingTable.Groups
            .SelectMany(group => group.Settings)
            .Where(setting => setting.Key is not null)
            .Select(setting => (setting, OptionOf(setting)));
        _options.AddRange(options);
        Fill(_root, CommandTable.Root);
        foreach (var description in CommandTable.Subcommands)
        {
            var command = new Command(description.Name);
            Fill(command, description);
            _root.Subcommands.Add(command);
        }

        _root.Options.OfType<HelpOption>().Single().Action = new HelpPageAction(CommandOf);
    }

    public ParseResult Parse(IReadOnlyList<string> arguments) => _root.Parse(arguments);

    public CommandDescription CommandOf(ParseResult parsed) => _descriptions[parsed.CommandResult.Command];

    /// <summary>Whether <c>--help</c> or <c>--version</c> is asked for, and no command.</summary>
    public static bool IsQuestion(ParseResult parsed) =>
        parsed.Action is not null && parsed.Action != parsed.CommandResult.Command.Action;

    public IReadOnlyList<string> Operands(ParseResult parsed) =>
        _operands.TryGetValue(parsed.CommandResult.Command, out var operand) && parsed.GetResult(operand) is { } result
            ? [.. result.Tokens.Select(token => token.Value)]
            : [];

    /// <summary>What was given on the command line, and nothing else, under its keys in the configuration.</summary>
    public Dictionary<string, string?> Flags(ParseResult parsed)
    {
        var flags = new Dictionary<string, string?>();
        foreach (var (setting, option) in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                // The later of two that set the same counts: -q is stronger than -v.
                flags[$"{PeerOptionsReader.Section}:{setting.Key}"] = setting.Kind switch
                {
                    SettingKind.List => string.Join(' ', result.GetValue((Option<string[]>)option) ?? []),
                    SettingKind.Level => setting.Levels[Math.Min(result.IdentifierTokenCount, setting.Levels.Count) - 1],
                    SettingKind.Switch => result.GetValue((Option<bool>)option).ToString(),
                    _ => result.GetValue((Option<string>)option),
                };
            }
        }

        return flags;
    }

    private void Fill(Command command, CommandDescription description)
    {
        _descriptions.Add(command, description);
        foreach (var (setting, option) in _options)
        {
            if (setting.Commands.HasFlag(description.Id))
            {
                command.Options.Add(option);
            }
        }

        if (description.Operand is { } operand)
        {
            _operands.Add(command, ArgumentOf(operand));
            command.Arguments.Add(_operands[command]);
        }

        // A command that has subcommands and no action of its own would demand that one of them is named.
        command.SetAction(static _ => { });
    }

    private static Argument ArgumentOf(Operand operand)
    {
        Argument argument = operand.Max == 1 ? new Argument<string>(operand.Name) : new Argument<string[]>(operand.Name);
        argument.Arity = new ArgumentArity(operand.Min, operand.Max);
        argument.Validators.Add(result =>
        {
            if (operand.Choices.Count > 0
                && result.Tokens.FirstOrDefault(token => !operand.Choices.Contains(token.Value)) is { } other)
            {
                result.AddError($"{operand.Name} is '{other.Value}'; it can be {string.Join(", ", operand.Choices)}");
            }
        });
        return argument;
    }

    private static Option OptionOf(Setting setting)
    {
        string[] aliases = setting.ShortFlag is { } flag ? [flag] : [];
        Option option = setting.Kind switch
        {
            SettingKind.Switch => new Option<bool>(setting.Flag, aliases),
            SettingKind.Level => new Option<bool>(setting.Flag, aliases) { Arity = ArgumentArity.Zero },
            SettingKind.List => new Option<string[]>(setting.Flag, aliases)
            {
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            },
            _ => new Option<string>(setting.Flag, aliases),
        };

        // As a script makes it of a variable that is not set.
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{setting.Flag} is empty");
            }
        });
        return option;
    }
}
