namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// The m-section of the data channels, with what applies to it from the session level and the bundle group.
/// </summary>
internal sealed record DataSection
{
    /// <summary>RFC 8841 section 6.1: "If the max-message-size attribute is not present, the default value is 64K."</summary>
    public const long DefaultMaxMessageSize = 65_536;

    public const ushort DefaultSctpPort = 5000;

    public SctpForm Form { get; init; } = SctpForm.UdpDtlsSctp;

    /// <summary>The name that candidates refer to; null in descriptions that have none.</summary>
    public string? Mid { get; init; }

    public required string IceUfrag { get; init; }

    public required string IcePwd { get; init; }

    /// <summary>a=ice-options of the session and of the section, such as "trickle" and "ice2".</summary>
    public IReadOnlyList<string> IceOptions { get; init; } = [];

    /// <summary>At least one. DTLS must show a certificate that matches one of a known algorithm.</summary>
    public required IReadOnlyList<SdpFingerprint> Fingerprints { get; init; }

    public required SetupRole Setup { get; init; }

    public ushort SctpPort { get; init; } = DefaultSctpPort;

    /// <summary>The largest message that the describing end takes, in bytes; 0 is any.</summary>
    public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>
    /// The largest datagram that the describing end takes, in bytes of UDP payload; null where it does not say. The
    /// attribute, a=max-datagram-size, is our own, and others ignore it (RFC 8866 section 5.13).
    /// </summary>
    public int? MaxDatagramSize { get; init; }

    /// <summary>Each begins with "candidate:".</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>Nothing will be trickled after <see cref="Candidates"/> (RFC 8838 section 8.2).</summary>
    public bool HasEndOfCandidates { get; init; }

    public bool SupportsTrickle => IceOptions.Contains("trickle");
}
