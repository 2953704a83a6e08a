using RtcPeer.Peer.Files;
using RtcPeer.Peer.Files.Receiving;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer receive</c>.</summary>
internal static class ReceiveCommand
{
    public static CommandDescription Description { get; } = new(
        CommandSet.Receive, "receive", "Receive files of a peer that sends, or of the relay's page.")
    {
        Operand = new("DIR", "The folder that the files go to; the current one, if none is named.", 0, 1) { Names = ValueKind.Folder },
        Examples =
        [
            new("peer receive", "what one sender has, into this folder"),
            new("peer receive inbox --serve", "a drop box for peers and browsers, until Ctrl-C"),
            new("peer receive --yes --rename", "without a question, to free names"),
        ],
        Notes =
            """
            It waits, and the sender calls; with --caller it calls. On a terminal it asks before the first file;
            elsewhere it takes what comes, to names that are free. It ends when the sender does. Exit code 0
            means that all that was sent is here, with the right hash; 12, that some files are not.

            A file has its name when it is whole; until then, .NAME.*.rtcpeer-part stands beside, and a later
            attempt goes on from there. A file that is here already, with the same size, time and hash, is not
            sent again. Names never lead out of the folder, and what a system would take for something else
            becomes _, as does the first dot of a hidden file: peer receive is safe in a home folder.

            --serve takes several senders at a time, of any number of files, has no --timeout unless one is
            given, and tells on stderr what came.
            """,
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        var options = PeerOptionsReader.Read(call.Configuration);
        var receive = FileOptionsReader.ReadReceive(call.Configuration);
        if (receive.Serves && !FileOptionsReader.SaysTimeout(call.Configuration))
        {
            options = options with { Timeout = null };
        }

        var folder = call.Operands is [var named] ? named : ".";
        if (File.Exists(folder))
        {
            throw new OptionException($"{folder} is no folder");
        }

        using var interruption = new Interruption();
        using var consent = receive.TakesAll || Console.IsInputRedirected || Console.IsErrorRedirected
            ? null
            : new Consent(new Terminal());
        var progress = TransferProgress.OnError(options.Verbosity == Verbosity.Quiet);
        return await EventRun.RunAsync(
            options,
            loggerFactory => FileRuns.ReceiveAsync(options, receive, folder, consent, progress, interruption, loggerFactory));
    }
}
