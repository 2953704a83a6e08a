using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer man</c>.</summary>
internal static class ManCommand
{
    public static CommandDescription Description { get; } = new(CommandSet.Man, "man", "Write the man page.")
    {
        Examples =
        [
            new("peer man | man -l -", "read it"),
            new("peer man > ~/.local/share/man/man1/peer.1", "install it"),
        ],
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        await call.Output.WriteAsync(ManPage.Write().ReplaceLineEndings("\n"));
        return ExitCode.Done;
    }
}
