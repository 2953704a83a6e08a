namespace RtcPeer.WebRtc.Dtls;

/// <summary>What ended an association that was not closed.</summary>
internal enum DtlsFailure
{
    /// <summary>The other end showed another certificate than signalling announced.</summary>
    FingerprintMismatch,

    /// <summary>The other end showed no certificate, or one whose key we cannot use.</summary>
    UnusableCertificate,

    /// <summary>
    /// A signature or a Finished message was wrong: not the owner of the certificate, or tampered with.
    /// </summary>
    AuthenticationFailed,

    /// <summary>No version, suite, curve or signature that both ends can do.</summary>
    NothingInCommon,

    /// <summary>A message that is malformed, or does not belong where it came.</summary>
    ProtocolViolation,

    /// <summary>The other end ended it with a fatal alert.</summary>
    AlertReceived,

    /// <summary>The other end did not answer in time.</summary>
    HandshakeTimeout,

    /// <summary>2^48 records have been sent; another would repeat a nonce.</summary>
    SequenceExhausted,
}
