namespace RtcPeer.Peer.Options;

/// <summary>The parts of <c>peer --help</c> that do not follow from the options.</summary>
internal static class HelpText
{
    public const string Description =
        """
        Joins two terminals, pipes or scripts by a WebRTC data channel: lines that go into one
        peer come out of the other. The other end may as well be a browser.
        """;

    public static string Remainder { get; } =
        $"""
        Examples:
          peer                                         wait for a call
          peer --caller                                call, in another terminal
          seq 1 1000 | peer --caller --room demo       send lines, end when the other end has them all
          peer --room demo > lines                     receive them
          tail -f log | peer --caller --peers 3        begin when three receive
          tar c . | peer --caller --binary             send bytes ...
          peer --binary | tar x                        ... and receive them

        stdout carries what arrives, stderr everything else. There, "joined" says that the relay
        answered, and "channel open" that the other end did.

        The end of stdin closes the conversation: all that was sent is acknowledged by the other end
        first. A peer that is only to receive needs a stdin that stays open (a terminal has one); with
        < /dev/null it closes the channel as soon as it is open. A line is a text message: it has to
        be UTF-8, what is not valid is replaced by U+FFFD; --binary carries any bytes. A terminal is
        shown control characters of the other end in a visible form, a pipe or file gets them as they are.

        A caller talks to every callee of the room: lines go to all, from where they come in, and what
        they say comes out here (--prefix tells who). It begins with the first; with --peers N it waits for
        N before it reads stdin, and takes no more. One that leaves does not end it, the last one does.
        The slowest sets the pace, so nothing is lost; one that takes nothing for 30 s while others wait
        is dropped. A lost one makes the exit code 7 in the end. Bytes (--binary) go to one peer. So do
        lines where another program than peer or the relay's page is in the room.

        Each option has a twin in the environment, as in RTCPEER_PEER__URL or RTCPEER_PEER__CALLER=true,
        and in the section "Peer" of the appsettings.json beside the program. The command line counts
        more than the environment, the environment more than the file. (-v and -q are "Verbosity":
        Quiet, Normal, Detailed or Everything.) The relay's token may stand in RTCPEER_PEER__TOKEN itself.

        STUN and TURN servers find a way where NATs and firewalls stand between the peers; none is
        contacted but those of --ice-server and those that the relay names (GET /ice). A TURN server
        wants a user and a password: --ice-username and --ice-credential-file, or
        RTCPEER_PEER__ICEUSERNAME and RTCPEER_PEER__ICECREDENTIAL. Servers with different users stand
        in appsettings.json: a list "IceServers" of Urls, Username and Credential (or CredentialFile).

        Exit codes:
        {string.Join(Environment.NewLine, Enum.GetValues<ExitCode>().Select(code => $"  {(int)code,3}  {Meaning(code)}"))}

        """;

    public const string BenchDescription = "Measure the channel between two peers: one responds, the other calls and measures.";

    public const string BenchRemainder =
        """
        Examples:
          peer bench                                   respond to one caller
          peer bench --caller                          measure everything
          peer bench --caller --mode lat --json        measure round trips, write JSON

        connect  from sending the offer to the open channel, in ms
        tput     binary messages of --size bytes for --seconds; MB/s at the receiver
        rate     the same with messages of 64 bytes; messages a second at the receiver
        lat      a text of 64 bytes there and back --count times; p50 and p99 in us

        Results go to stdout, a line each, with the CPU time and the peak memory of the own process.
        Either end may be another program that measures in the same way (docs/bench.md). The options
        have twins in the environment, as in RTCPEER_PEER__BENCH__MODE, and in the section "Bench" of
        the section "Peer" in appsettings.json. The exit codes are those of peer.

        """;

    public const string DoctorDescription = "Find out why no connection comes about: look at relay, servers and NAT, and connect to ourselves.";

    public const string DoctorRemainder =
        """
        Examples:
          peer doctor --url wss://relay.example/            the relay, and the servers that it names
          peer doctor --ice-server stun:stun.example:3478   a STUN server, too
          peer doctor --json                                the same, for programs

        Stages, in this order; each has an exit code, that of the first one that fails counts:
          20 relay-tcp        the relay's port can be reached
          21 relay-tls        TLS comes about, with a certificate that is trusted
          22 relay-join       the relay lets us into the room (and names STUN and TURN servers)
          23 stun             each STUN server tells our address
          24 turn             each TURN server allocates an address
          25 nat              which kind of NAT stands between; what the servers cannot tell is "unknown"
          26 gather           there are candidates
          27 connect          a connection to ourselves comes about
          28 connect-relayed  and one through the TURN servers alone

        A line on stdout for each, and one with the first that failed and what to do about it. Without
        servers, those stages are skipped, and nothing but the relay is contacted. --timeout is for all
        stages together.

        """;

    private static string Meaning(ExitCode code) => code switch
    {
        ExitCode.Done => "done: the other end has acknowledged all that was sent, and the channel is closed",
        ExitCode.Failed => "something else failed, such as reading stdin or writing stdout",
        ExitCode.Usage => "the command line, the environment or appsettings.json is wrong",
        ExitCode.RelayUnreachable => "the relay could not be joined in time, or does not let us in",
        ExitCode.NoPeer => "no other peer took part in time",
        ExitCode.IceFailed => "no path to the other peer was found (ICE)",
        ExitCode.DtlsFailed => "the encryption could not be set up, or the other end's certificate is a wrong one (DTLS)",
        ExitCode.ConnectionLost => "the connection, or one of several, was lost; messages may be missing",
        ExitCode.DoctorRelayTcp => "doctor, relay-tcp: the relay's port cannot be reached",
        ExitCode.DoctorRelayTls => "doctor, relay-tls: TLS to the relay fails, or its certificate is not trusted",
        ExitCode.DoctorRelayJoin => "doctor, relay-join: the relay does not let us in, or is none",
        ExitCode.DoctorStun => "doctor, stun: a STUN server is of no use",
        ExitCode.DoctorTurn => "doctor, turn: a TURN server is of no use",
        ExitCode.DoctorNat => "doctor, nat: the kind of NAT could not be found out in time",
        ExitCode.DoctorGather => "doctor, gather: there are no candidates",
        ExitCode.DoctorConnect => "doctor, connect: no connection to ourselves comes about",
        ExitCode.DoctorConnectRelayed => "doctor, connect-relayed: none through the TURN servers comes about",
        ExitCode.Interrupted => "ended by Ctrl-C (a second one ends it at once)",
        ExitCode.Terminated => "ended by SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
