using System.Text;

namespace RtcPeer.Peer.CommandLine.Completion;

/// <summary>The completion for PowerShell, which completes file names itself where nothing is found.</summary>
internal static class PowerShellScript
{
    public static string Write()
    {
        var script = new StringBuilder(
            """
            # PowerShell completion for peer, made by: peer completion pwsh
            Register-ArgumentCompleter -Native -CommandName peer -ScriptBlock {
                param($word, $line, $position)
                $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })

            """);
        script.Append($"    $commands = {List(CommandTable.Subcommands.Select(command => command.Name))}\n");
        script.Append("    $options = @{\n");
        foreach (var command in CompletionWords.Commands)
        {
            script.Append($"        '{command.Name}' = {List(command.Settings.SelectMany(CompletionWords.Flags))}\n");
        }

        script.Append("    }\n    $values = @{\n");
        foreach (var setting in SettingTable.Groups.SelectMany(group => group.Settings).Where(setting => setting.ValueName is not null))
        {
            script.Append($"        '{setting.Flag}' = {List(setting.Choices)}\n");
        }

        script.Append("    }\n    $operands = @{\n");
        foreach (var command in CompletionWords.Commands)
        {
            script.Append($"        '{command.Name}' = {List(command.Operand?.Choices ?? [])}\n");
        }

        return script.Append(
            """
                }
                $command = @($words | Select-Object -Skip 1 | Where-Object { $commands -contains $_ })[0]
                $first = if ($command) { @() } else { $commands }
                if (-not $command) { $command = 'peer' }
                $found = if ($words.Count -gt 1 -and $values.ContainsKey($words[-1])) { $values[$words[-1]] }
                    elseif ($word -like '-*') { $options[$command] }
                    else { $operands[$command] + $first }
                $found | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """).ToString();
    }

    private static string List(IEnumerable<string> words) => $"@({string.Join(", ", words.Select(word => $"'{word}'"))})";
}
