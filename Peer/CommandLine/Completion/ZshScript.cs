using System.Text;

namespace RtcPeer.Peer.CommandLine.Completion;

/// <summary>The completion for zsh, by its _arguments.</summary>
internal static class ZshScript
{
    public static string Write()
    {
        var script = new StringBuilder("#compdef peer\n# zsh completion for peer, made by: peer completion zsh\n");
        foreach (var command in CompletionWords.Commands)
        {
            Append(script, command);
        }

        script.Append("_peer() {\n  case ${words[2]} in\n");
        foreach (var name in CommandTable.Subcommands.Select(command => command.Name))
        {
            // The words of a subcommand are those behind its name.
            script.Append($"    {name}) shift words; (( CURRENT-- )); _peer_{name} ;;\n");
        }

        script.Append("    *) _peer_peer ;;\n  esac\n}\n");
        return script.Append("if [[ $funcstack[1] == _peer ]]; then _peer \"$@\"; else compdef _peer peer; fi\n").ToString();
    }

    private static void Append(StringBuilder script, CommandDescription command)
    {
        script.Append($"_peer_{command.Name}() {{\n  _arguments -s");
        foreach (var setting in command.Settings)
        {
            foreach (var flag in CompletionWords.Flags(setting))
            {
                var many = setting.IsList || setting.Kind == SettingKind.Level ? "*" : "";
                var value = setting.ValueName is { } name ? $":{Quoted(name)}:{Values(setting.Choices, setting.Names)}" : "";
                script.Append($" \\\n    '{many}{flag}[{Quoted(CompletionWords.Brief(setting.Description))}]{value}'");
            }
        }

        if (command.Operand is { } operand)
        {
            script.Append($" \\\n    '{(operand.Max > 1 ? "*" : "1")}:{operand.Name}:{Values(operand.Choices, operand.Names)}'");
        }
        else if (command.Id == CommandSet.Talk)
        {
            var names = CommandTable.Subcommands.Select(sub => $"{sub.Name}\\:\"{Quoted(CompletionWords.Brief(sub.Summary))}\"");
            script.Append($" \\\n    '1:command:(({string.Join(' ', names)}))'");
        }

        script.Append("\n}\n");
    }

    private static string Values(IReadOnlyList<string> choices, ValueKind kind) => (kind, choices) switch
    {
        (ValueKind.File, _) => "_files",
        (ValueKind.Folder, _) => "_files -/",
        (_, []) => " ",
        _ => $"({string.Join(' ', choices)})",
    };

    /// <summary>Within single quotes, and where colons and brackets have a meaning.</summary>
    private static string Quoted(string text) => text
        .Replace("'", "'\\''", StringComparison.Ordinal)
        .Replace(":", "\\:", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal);
}
