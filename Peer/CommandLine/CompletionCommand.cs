using RtcPeer.Peer.CommandLine.Completion;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer completion</c>.</summary>
internal static class CompletionCommand
{
    public static CommandDescription Description { get; } = new(
        CommandSet.Completion, "completion", "Write a script that lets a shell complete the command line of peer.")
    {
        Operand = new Operand("shell", "Which shell: bash, zsh, fish or pwsh (PowerShell).", 1, 1)
        {
            Choices = [.. Shells.Keys],
        },
        Examples =
        [
            new("source <(peer completion bash)", "for this shell; in ~/.bashrc for all"),
            new("peer completion zsh > ~/.zfunc/_peer", "in a folder that is in $fpath"),
            new("peer completion fish > ~/.config/fish/completions/peer.fish", ""),
            new("peer completion pwsh | Out-String | Invoke-Expression", "in $PROFILE for all"),
        ],
        Run = RunAsync,
    };

    private static Dictionary<string, Func<string>> Shells => new()
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = ZshScript.Write,
        ["fish"] = FishScript.Write,
        ["pwsh"] = PowerShellScript.Write,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        await call.Output.WriteAsync(Shells[call.Operands[0]]().ReplaceLineEndings("\n"));
        return ExitCode.Done;
    }
}
