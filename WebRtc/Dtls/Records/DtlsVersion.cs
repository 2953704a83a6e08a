namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>The versions of DTLS on the wire: the ones' complement of the version's numbers.</summary>
internal static class DtlsVersion
{
    /// <summary>
    /// DTLS 1.0: what a record says before a version is agreed upon, and never a version that we speak.
    /// </summary>
    public const ushort Dtls10 = 0xFEFF;

    public const ushort Dtls12 = 0xFEFD;

    /// <summary>Whether this is a version of DTLS at all, and not one of TLS or noise.</summary>
    public static bool IsDtls(ushort version) => version >> 8 == Dtls12 >> 8;
}
