namespace RtcPeer.Peer.Options;

internal static class ExitCodeMeaning
{
    /// <summary>What an exit code says, for users.</summary>
    public static string Meaning(this ExitCode code) => code switch
    {
        ExitCode.Done => "done: the other end has confirmed all that was sent",
        ExitCode.Failed => "something else failed, such as reading stdin or writing stdout",
        ExitCode.Usage => "the command line, the environment or appsettings.json is wrong",
        ExitCode.RelayUnreachable => "the relay could not be joined in time, or does not let us in",
        ExitCode.NoPeer => "no other peer took part in time",
        ExitCode.IceFailed => "no path to the other peer was found (ICE)",
        ExitCode.DtlsFailed => "the encryption could not be set up, or the other end's certificate is a wrong one (DTLS)",
        ExitCode.ConnectionLost => "the connection, or one of several, was lost; messages may be missing",
        ExitCode.Incomplete => "the other end left before it had confirmed all that was sent, or sent all",
        ExitCode.NotTaken => "the other end's stdout takes no more, or it takes nothing at all",
        ExitCode.NotTrusted => "the other end has another secret or none, or the numbers differ (--verify); nothing was said to it",
        ExitCode.FilesFailed => "send, receive: some files were refused or failed",
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
