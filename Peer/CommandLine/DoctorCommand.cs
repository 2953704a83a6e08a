using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary><c>peer doctor</c>.</summary>
internal static class DoctorCommand
{
    public static CommandDescription Description { get; } = new(
        CommandSet.Doctor, "doctor",
        "Find out why no connection comes about: look at relay, servers and NAT, and connect to ourselves.")
    {
        Examples =
        [
            new("peer doctor --url wss://relay.example/", "the relay, and the servers that it names"),
            new("peer doctor --ice-server stun:stun.example:3478", "a STUN server, too"),
            new("peer doctor --json", "the same, for programs"),
        ],
        Notes =
            """
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
            """,
        Run = RunAsync,
    };

    private static async Task<ExitCode> RunAsync(CommandCall call)
    {
        var options = PeerOptionsReader.Read(call.Configuration);
        using var logging = new LogSetup(options.Verbosity);
        using var interruption = new Interruption();
        return await PeerRun.ExecuteDoctorAsync(options, options.Json, call.Output, interruption, logging.Factory);
    }
}
