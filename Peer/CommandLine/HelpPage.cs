using System.Text;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>The text of <c>--help</c>, made from the tables.</summary>
internal static class HelpPage
{
    private const int Width = 100;
    private const int Column = 32;

    public static string Of(CommandDescription command)
    {
        var page = new StringBuilder($"{command.Description ?? command.Summary}\n\nUsage:\n  {Usage(command)}\n");
        if (command.Id == CommandSet.Talk)
        {
            page.Append("  ").Append(CommandTable.Program).Append(" <command> [options]\n");
            Table(page, "Commands", CommandTable.Subcommands.Select(sub => (Names(sub), sub.Summary)));
        }

        if (command.Operand is { } operand)
        {
            Table(page, "Arguments", [(operand.Usage, operand.Description)]);
        }

        foreach (var group in command.Groups)
        {
            Table(page, group.Title, group.Settings.Select(setting => (Names(setting), Meaning(setting))));
        }

        Examples(page, command);
        if (command.Notes.Length > 0)
        {
            page.Append('\n').Append(command.Notes).Append('\n');
        }

        if (command.Id == CommandSet.Talk)
        {
            Table(page, "Exit codes", Enum.GetValues<ExitCode>().Select(code => ($"{(int)code,3}", code.Meaning())), column: 7);
        }

        return page.ToString().ReplaceLineEndings();
    }

    /// <summary>The line that tells what can be typed.</summary>
    public static string Usage(CommandDescription command) =>
        command.Operand is { } operand ? $"{command.Line} {operand.Usage} [options]" : $"{command.Line} [options]";

    /// <summary>What a setting does, with its default.</summary>
    public static string Meaning(Setting setting) =>
        setting.Default is { } standard ? $"{setting.Description} [default: {standard}]" : setting.Description;

    /// <summary>How a setting is typed.</summary>
    public static string Names(Setting setting)
    {
        var names = setting.ShortFlag is { } shorter ? $"{shorter}, {setting.Flag}" : setting.Flag;
        return setting.ValueName is { } value ? $"{names} <{value}>" : names;
    }

    private static string Names(CommandDescription command) =>
        command.Operand is { } operand ? $"{command.Name} {operand.Usage}" : command.Name;

    private static void Examples(StringBuilder page, CommandDescription command)
    {
        page.Append("\nExamples:\n");
        var column = command.Examples.Max(example => example.Line.Length) + 2;
        foreach (var (line, meaning) in command.Examples)
        {
            page.Append($"  {line.PadRight(column)}{meaning}".TrimEnd()).Append('\n');
        }
    }

    private static void Table(
        StringBuilder page, string title, IEnumerable<(string Name, string Meaning)> rows, int column = Column)
    {
        page.Append('\n').Append(title).Append(":\n");
        foreach (var (name, meaning) in rows)
        {
            var line = $"  {name}";
            if (line.Length > column - 2)
            {
                page.Append(line).Append('\n');
                line = "";
            }

            foreach (var part in Wrapped(meaning, Width - column))
            {
                page.Append(line.PadRight(column)).Append(part).Append('\n');
                line = "";
            }
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
