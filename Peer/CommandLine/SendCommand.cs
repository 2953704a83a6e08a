using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Files;
using RtcPeer.Peer.Files.Sending;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer send</c>.</summary>
internal static class SendCommand
{
    /// <summary>What the parser of command lines takes at most; folders have room for more.</summary>
    private const int MaxPaths = 100_000;

    public static CommandDescription Description { get; } = new(
        CommandSet.Send, "send", "Send files and folders to a peer that receives, or to the relay's page.")
    {
        Operand = new("PATH", "A file, a folder with all that is in it, or - for stdin.", 1, MaxPaths) { Names = ValueKind.File },
        Examples =
        [
            new("peer send photos notes.txt", "a folder and a file, to peer receive"),
            new("peer send big.iso --room blue", "the same again goes on where it was cut off"),
            new("pg_dump shop | peer send - --name shop.sql", "what another program writes"),
        ],
        Notes =
            """
            It calls, and the receiver waits; with --caller false it waits for a call. Several files are on
            their way at a time. Exit code 0 means that the receiver has each of them, with the right hash and
            under its name; 12, that some were refused or failed: stderr says which, and why.

            What the receiver has already, whole files or the beginning of one, is not sent again. Links
            within folders are left out, and so are empty folders. On a terminal, progress is shown.
            """,
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        var options = PeerOptionsReader.Read(call.Configuration);
        if (!FileOptionsReader.SaysWhoCalls(call.Configuration))
        {
            options = options with { Caller = true };
        }

        var files = SourceFiles.Find(
            call.Operands, FileOptionsReader.InputName(call.Configuration), () => StandardStreams.Open().Input);
        if (files.Files.Count == 0)
        {
            throw new OptionException("there is no file in what is to be sent");
        }

        using var interruption = new Interruption();
        var progress = TransferProgress.OnError(options.Verbosity == Verbosity.Quiet);
        return await EventRun.RunAsync(
            options, loggerFactory => FileRuns.SendAsync(options, files, progress, interruption, loggerFactory));
    }
}
