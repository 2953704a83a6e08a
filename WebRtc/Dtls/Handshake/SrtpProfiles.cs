namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// The profiles of use_srtp (RFC 5764 section 4.1.2). No media flows over our associations, but some peers (aiortc)
/// end a handshake in which none was agreed on, even where there is nothing but a data channel.
/// </summary>
internal static class SrtpProfiles
{
    private const ushort AeadAes128Gcm = 0x0007;
    private const ushort Aes128CmHmacSha1With80 = 0x0001;

    public static IReadOnlyList<ushort> Known { get; } = [AeadAes128Gcm, Aes128CmHmacSha1With80];

    /// <summary>The first of ours that is in the list on the wire.</summary>
    public static ushort? Choose(ReadOnlySpan<byte> offered)
    {
        foreach (var profile in Known)
        {
            if (offered.ContainsUInt16(profile)) return profile;
        }
        return null;
    }
}
