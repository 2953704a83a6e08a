namespace RtcPeer.Peer.Options;

/// <summary>How the program ended. The values are part of its interface and never change their meaning.</summary>
internal enum ExitCode
{
    /// <summary>The conversation ended by the end of an input, and the other end has confirmed all that was sent.</summary>
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

    /// <summary>The other end has left before it had confirmed all that was sent, or before it had sent all; stderr says how much.</summary>
    Incomplete = 8,

    /// <summary>The other end's stdout takes no more, or it takes nothing at all; stderr says how much it has written.</summary>
    NotTaken = 9,

    /// <summary>It is not known who is at the other end, or it is not who it should be: nothing was said to it.</summary>
    NotTrusted = 10,

    /// <summary>peer send, peer receive: not all files are whole at the receiver; those that are were confirmed.</summary>
    FilesFailed = 12,

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
