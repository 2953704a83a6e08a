using System.Text;

namespace RtcPeer.Peer.CommandLine.Completion;

/// <summary>The completion for fish: a line for each thing that can be completed.</summary>
internal static class FishScript
{
    public static string Write()
    {
        var script = new StringBuilder("# fish completion for peer, made by: peer completion fish\ncomplete -c peer -f\n");
        foreach (var command in CompletionWords.Commands)
        {
            var isHere = command.Id == CommandSet.Talk
                ? "__fish_use_subcommand"
                : $"__fish_seen_subcommand_from {command.Name}";
            foreach (var setting in command.Settings)
            {
                Append(script, isHere, setting);
            }

            if (command.Id != CommandSet.Talk)
            {
                script.Append($"complete -c peer -n __fish_use_subcommand -a {command.Name} -d {Quoted(CompletionWords.Brief(command.Summary))}\n");
            }

            if (command.Operand is { } operand)
            {
                script.Append($"complete -c peer -n {Quoted(isHere)}{Values(operand.Choices, operand.Names)}\n");
            }
        }

        return script.ToString();
    }

    private static void Append(StringBuilder script, string isHere, Setting setting)
    {
        script.Append($"complete -c peer -n {Quoted(isHere)} -l {setting.Flag[2..]}");
        if (setting.ShortFlag is { } shorter)
        {
            script.Append($" -s {shorter[1..]}");
        }

        if (setting.ValueName is not null)
        {
            // -x: with a value, which is no file.
            script.Append(setting.Names == ValueKind.File ? " -r" : " -x").Append(Values(setting.Choices, setting.Names));
        }

        script.Append($" -d {Quoted(CompletionWords.Brief(setting.Description))}\n");
    }

    private static string Values(IReadOnlyList<string> choices, ValueKind kind) => (kind, choices) switch
    {
        (ValueKind.File, _) => " -F",
        (ValueKind.Folder, _) => " -a '(__fish_complete_directories)'",
        (_, []) => "",
        _ => $" -a {Quoted(string.Join(' ', choices))}",
    };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
