namespace RtcPeer.Peer.Options;

/// <summary>How the program ended. The values are part of its interface and never change their meaning.</summary>
internal enum ExitCode
{
    /// <summary>The conversation ended by the end of an input: all that was sent was acknowledged by the other end.</summary>
    Done = 0,

    /// <summary>Something else failed, such as reading stdin or writing stdout; the last line on stderr says what.</summary>
    Failed = 1,

    /// <summary>The command line, the environment or appsettings.json is wrong.</summary>
    Usage = 2,

    /// <summary>The relay could not be joined within the timeout, or does not let us in.</summary>
    RelayUnreachable = 3,

    /// <summary>The relay was joined, but no other peer took part within the timeout.</summary>
    NoPeer = 4,

    /// <summary>The peers found each other, but no path between them (ICE).</summary>
    IceFailed = 5,

    /// <summary>The encryption could not be set up, or the other end's certificate was not the announced one (DTLS).</summary>
    DtlsFailed = 6,

    /// <summary>A connection ended before both its ends had closed the channel: messages may be missing.</summary>
    ConnectionLost = 7,

    /// <summary>The conversation ended in good order without the message that was waited for.</summary>
    NotExpected = 11,

    /// <summary>peer doctor: the relay's port cannot be reached.</summary>
    DoctorRelayTcp = 20,

    /// <summary>peer doctor: TLS to the relay fails, or its certificate is not trusted.</summary>
    DoctorRelayTls = 21,

    /// <summary>peer doctor: the relay does not let us in, or is none.</summary>
    DoctorRelayJoin = 22,

    /// <summary>peer doctor: a STUN server is of no use.</summary>
    DoctorStun = 23,

    /// <summary>peer doctor: a TURN server is of no use.</summary>
    DoctorTurn = 24,

    /// <summary>peer doctor: the kind of NAT could not be found out in time.</summary>
    DoctorNat = 25,

    /// <summary>peer doctor: there are no candidates.</summary>
    DoctorGather = 26,

    /// <summary>peer doctor: no connection to ourselves comes about.</summary>
    DoctorConnect = 27,

    /// <summary>peer doctor: no connection to ourselves through the TURN servers comes about.</summary>
    DoctorConnectRelayed = 28,

    /// <summary>Ended by SIGINT (Ctrl-C).</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM.</summary>
    Terminated = 143,
}
