using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;
using RtcPeer.Peer.Typing;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer</c> itself: a conversation over stdin and stdout.</summary>
internal static class TalkCommand
{
    public static CommandDescription Description { get; } = new(CommandSet.Talk, CommandTable.Program, "Talk to another peer.")
    {
        Description =
            """
            Joins two terminals, pipes or scripts by a WebRTC data channel: lines that go into one
            peer come out of the other. The other end may as well be a browser.
            """,
        Examples =
        [
            new("peer", "wait for a call"),
            new("peer --caller", "call, in another terminal"),
            new("seq 1 1000 | peer --caller --room demo", "send lines, end when the other end has them all"),
            new("peer --room demo > lines", "receive them"),
            new("tail -f log | peer --caller --peers 3", "begin when three receive"),
            new("echo ping | peer --caller --expect pong", "ask, and exit 0 as soon as the answer is there"),
            new("job=$(peer --room jobs --once)", "take one line, and leave"),
            new("peer --json | jq .", "see events of JSON"),
            new("peer --caller --code", "make up a code, and say it to somebody ..."),
            new("peer --secret", "... who types it here: nobody else gets in"),
            new("tar c . | peer --caller --binary", "send bytes ..."),
            new("peer --binary | tar x", "... and receive them"),
        ],
        Notes =
            """
            stdout carries what arrives, stderr everything else. There, "joined" says that the relay
            answered, and "channel open" that the other end did.

            Exit code 0 means that the other end has written all of our stdin to its stdout, with the same
            SHA-256, and that we have written all of its. The end of one stdin ends one direction. It is
            over when both have ended; or when one has that said something, and the other is a terminal or
            has said nothing. Ctrl-D counts as something said. An empty stdin (< /dev/null) only listens,
            as with --receive-only. --drain waits for the other's end in any case. What is piped in comes
            out byte for byte; a terminal is shown control characters of the other end in a visible form.

            A connection that is lost for good is replaced by another to the same process, within
            --resume-for, and the stream goes on where it was.

            For the relay's page and other programs, each line is a text message (what is not UTF-8 becomes
            U+FFFD; --binary carries any bytes), the end of stdin closes the channel, and 0 means that all
            messages were acknowledged.

            At a terminal, what comes in stands above the line that is being typed. That one is edited with the
            arrow keys, Home, End, Backspace, Delete and Ctrl-A, E, U, K, W; the arrows up and down bring lines
            back; Ctrl-D on an empty line is the end of stdin. With TERM=dumb the terminal itself does what it
            can; NO_COLOR=1 is for those who want no colours.

            For scripts: with --expect or --once, the end of stdin ends nothing, so that the answer can
            come, and exit code 11 says that it did not. With --json, stdout carries events, the messages
            among them (docs/events.md); messages to send are still lines on stdin.

            A caller talks to every callee of the room: lines go to all, from where they come in, and what
            they say comes out here (--prefix tells who). It begins with the first; with --peers N it waits for
            N before it reads stdin, and takes no more. One that leaves does not end it, the last one does.
            The slowest sets the pace, so nothing is lost; one that takes nothing for 30 s while others wait
            is dropped. A lost one makes the exit code 7 in the end. Bytes (--binary) go to one peer. So do
            lines where another program than peer or the relay's page is in the room.

            A relay could put itself between two peers and read along. With the same secret at both ends
            it cannot: each proves to the other that it knows the secret, and that it sees the other's own
            certificate, before anything is said (SPAKE2, RFC 9382). Who does not know it may guess once
            for each attempt and learns nothing else; after three wrong guesses nobody is let in any more.
            Without a secret, --verify shows a number at both ends. It asks on the terminal even where
            stdin is a pipe, and is for one peer; where there is no terminal, it is refused.

            Each option has a twin in the environment: RTCPEER_PEER__ and its name without dashes, as in
            RTCPEER_PEER__PATHTIMEOUT=60 or RTCPEER_PEER__CALLER=true (with RTCPEER_PEER__BENCH__ for what
            bench measures), and one in the section "Peer" of the appsettings.json beside the program. The
            command line counts more than the environment, the environment more than the file. (-v and -q are
            "Verbosity": Quiet, Normal, Detailed or Everything.) The relay's token may stand in
            RTCPEER_PEER__TOKEN itself.

            STUN and TURN servers find a way where NATs and firewalls stand between the peers; none is
            contacted but those of --ice-server and those that the relay names (GET /ice). A TURN server
            wants a user and a password: --ice-username and --ice-credential-file, or
            RTCPEER_PEER__ICEUSERNAME and RTCPEER_PEER__ICECREDENTIAL. Servers with different users stand
            in appsettings.json: a list "IceServers" of Urls, Username and Credential (or CredentialFile).
            """,
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        var options = PeerOptionsReader.Read(call.Configuration);
        using var interruption = new Interruption();
        var streams = StandardStreams.Open();
        return options.Json
            ? await EventRun.RunWithEventsAsync(
                options,
                streams.Output,
                (output, loggerFactory) => PeerRun.ExecuteAsync(options, streams with { Output = output }, interruption, loggerFactory))
            : await RunAsync(options, streams, interruption);
    }

    private static async Task<ExitCode> RunAsync(PeerOptions options, StandardStreams streams, Interruption interruption)
    {
        using var terminal = TerminalSession.TryOpen(options, streams);
        using var logging = terminal is null
            ? new LogSetup(options.Verbosity)
            : new LogSetup(options.Verbosity, new PromptStatus(terminal.Screen), Console.IsErrorRedirected ? null : terminal.Screen);
        return await PeerRun.ExecuteAsync(options, terminal?.Streams ?? streams, interruption, logging.Factory);
    }
}
