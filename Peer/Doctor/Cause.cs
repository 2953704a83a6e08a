namespace RtcPeer.Peer.Doctor;

/// <summary>Why a stage failed or warns, as far as the advice depends on it.</summary>
internal enum Cause
{
    None,

    /// <summary>A name stands for no address.</summary>
    UnknownHost,

    /// <summary>The machine is there, and nobody listens at the port.</summary>
    Refused,

    /// <summary>Nothing comes back.</summary>
    NoAnswer,

    /// <summary>The certificate is not one to trust.</summary>
    Untrusted,

    /// <summary>The relay, or the TURN server, does not take who we say we are.</summary>
    Credentials,

    /// <summary>Somebody answers, but not as a relay or server does.</summary>
    NotTheService,

    /// <summary>The server will not give what it was asked for.</summary>
    Denied,

    /// <summary>The server is of a kind that is of no use.</summary>
    OfNoUse,

    /// <summary>The NAT shows each destination another address of ours, and no TURN server helps.</summary>
    HardNat,

    /// <summary>There is no address to offer.</summary>
    NoCandidates,

    /// <summary>No pair of candidates carries.</summary>
    NoPath,

    /// <summary>The time was over.</summary>
    OutOfTime,
}
