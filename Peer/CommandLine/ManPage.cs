using System.Text;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>The man page, in the language of man(7), made from the tables.</summary>
internal static class ManPage
{
    public static string Write()
    {
        var page = new StringBuilder(".TH PEER 1\n.SH NAME\npeer \\- talk to another machine over a WebRTC data channel\n.SH SYNOPSIS\n");
        foreach (var command in CommandTable.Subcommands.Prepend(CommandTable.Root))
        {
            page.Append($".PP\n{Escaped(HelpPage.Usage(command))}\n");
        }

        Describe(page, CommandTable.Root, "DESCRIPTION", "OPTIONS");
        page.Append(".SH COMMANDS\n");
        foreach (var command in CommandTable.Subcommands)
        {
            page.Append($".SS {Escaped(HelpPage.Usage(command))}\n{Escaped(command.Summary)}\n");
            if (command.Operand is { } operand)
            {
                page.Append($".PP\n{Escaped(operand.Usage)}: {Escaped(operand.Description)}\n");
            }

            Settings(page, command.Settings.Where(setting => !setting.Commands.HasFlag(CommandSet.Talk)));
            Notes(page, command.Notes);
            Examples(page, command);
            var shared = command.Settings.Where(setting => setting.Commands.HasFlag(CommandSet.Talk)).Select(setting => setting.Flag);
            page.Append($".PP\nAs peer itself, it takes {Escaped(string.Join(", ", shared))}.\n");
        }

        page.Append(".SH EXIT STATUS\n");
        foreach (var code in Enum.GetValues<ExitCode>())
        {
            page.Append($".TP\n.B {(int)code}\n{Escaped(code.Meaning())}\n");
        }

        return page.ToString();
    }

    private static void Describe(StringBuilder page, CommandDescription command, string title, string options)
    {
        page.Append($".SH {title}\n{Text(command.Description ?? command.Summary)}");
        Notes(page, command.Notes);
        page.Append($".SH {options}\n");
        foreach (var group in command.Groups)
        {
            page.Append($".SS {Escaped(group.Title)}\n");
            Settings(page, group.Settings);
        }

        page.Append(".SH EXAMPLES\n");
        Examples(page, command);
    }

    private static void Settings(StringBuilder page, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            var twin = setting.Variable is { } variable ? $"\n.br\nEnvironment: {Escaped(variable)}" : "";
            page.Append($".TP\n.B {Escaped(HelpPage.Names(setting))}\n{Escaped(HelpPage.Meaning(setting))}{twin}\n");
        }
    }

    private static void Examples(StringBuilder page, CommandDescription command)
    {
        foreach (var (line, meaning) in command.Examples)
        {
            page.Append($".TP\n.B {Escaped(line)}\n{(meaning.Length > 0 ? Escaped(meaning) : "\\&")}\n");
        }
    }

    /// <summary>Paragraphs are filled anew; those that are indented stay as they are.</summary>
    private static void Notes(StringBuilder page, string notes)
    {
        foreach (var paragraph in notes.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            page.Append(paragraph.StartsWith(' ') ? $".PP\n.nf\n{Text(paragraph)}.fi\n" : $".PP\n{Text(paragraph)}");
        }
    }

    private static string Text(string lines) =>
        string.Concat(lines.ReplaceLineEndings("\n").Split('\n').Select(line => Escaped(line) + "\n"));

    /// <summary>What would be a command of roff, as the text that it is.</summary>
    private static string Escaped(string text)
    {
        var escaped = text
            .Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("~", "\\(ti", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? $"\\&{escaped}" : escaped;
    }
}
