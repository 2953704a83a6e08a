using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Crypto;

/// <summary>The curves of the key agreement (RFC 8422 section 5.1.1); X25519 is not in the platform.</summary>
internal enum NamedGroup : ushort
{
    Secp256r1 = 23,
    Secp384r1 = 24,
}

internal static class NamedGroups
{
    /// <summary>What we can do, the best liked first.</summary>
    public static IReadOnlyList<NamedGroup> Supported { get; } = [NamedGroup.Secp256r1, NamedGroup.Secp384r1];

    extension(NamedGroup group)
    {
        public ECCurve Curve =>
            group == NamedGroup.Secp256r1 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;

        /// <summary>The bytes of one coordinate of a point.</summary>
        public int CoordinateLength => group == NamedGroup.Secp256r1 ? 32 : 48;
    }
}
