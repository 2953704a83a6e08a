using System.Text;

namespace RtcPeer.Peer.CommandLine.Completion;

/// <summary>The completion for bash, which needs nothing beside it.</summary>
internal static class BashScript
{
    public static string Write()
    {
        var script = new StringBuilder(
            """
            # bash completion for peer, made by: peer completion bash
            _peer() {
              local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command= i
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do

            """);
        var names = string.Join('|', CommandTable.Subcommands.Select(command => command.Name));
        script.Append($"    case ${{COMP_WORDS[i]}} in {names}) command=${{COMP_WORDS[i]}}; break ;; esac\n");
        script.Append("  done\n  case $before in\n");
        foreach (var setting in SettingTable.Groups.SelectMany(group => group.Settings).Where(setting => setting.ValueName is not null))
        {
            script.Append($"    {string.Join('|', CompletionWords.Flags(setting))}) {Values(setting.Choices, setting.Names)}; return ;;\n");
        }

        script.Append("  esac\n  case $command in\n");
        foreach (var command in CommandTable.Subcommands)
        {
            Append(script, command.Name, command, []);
        }

        Append(script, "*", CommandTable.Root, CommandTable.Subcommands.Select(command => command.Name));
        return script.Append("  esac\n}\ncomplete -F _peer peer\n").ToString();
    }

    private static void Append(StringBuilder script, string pattern, CommandDescription command, IEnumerable<string> subcommands)
    {
        script.Append($"    {pattern})\n      if [[ $word == -* ]]; then\n");
        script.Append($"        {Words(command.Settings.SelectMany(CompletionWords.Flags))}\n      else\n");
        script.Append($"        {(command.Operand is { } operand ? Values(operand.Choices, operand.Names) : Words(subcommands))}\n      fi ;;\n");
    }

    private static string Values(IReadOnlyList<string> choices, ValueKind kind) => (kind, choices) switch
    {
        (ValueKind.File, _) => "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
        (ValueKind.Folder, _) => "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$word\")",
        (_, []) => ":",
        _ => Words(choices),
    };

    private static string Words(IEnumerable<string> words) =>
        string.Join(' ', words) is { Length: > 0 } list ? $"mapfile -t COMPREPLY < <(compgen -W \"{list}\" -- \"$word\")" : ":";
}
