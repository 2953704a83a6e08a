using System.Security.Cryptography;
using System.Text;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// The HMAC keys of the two credential mechanisms (RFC 8489 sections 9.1.1, 9.2.2 and 18.5.1). The strings are taken as
/// already prepared by the OpaqueString profile, which changes nothing in the ASCII that ICE and TURN servers hand out.
/// </summary>
internal static class StunKey
{
    /// <summary>The key of short-term credentials, as ICE uses them.</summary>
    public static byte[] ShortTerm(string password) => Encoding.UTF8.GetBytes(password);

    /// <summary>The key of long-term credentials, as TURN uses them.</summary>
    public static byte[] LongTerm(string username, string realm, string password) =>
        MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}:{password}"));

    /// <summary>The key of long-term credentials where PASSWORD-ALGORITHM names SHA-256.</summary>
    public static byte[] LongTermSha256(string username, string realm, string password) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}:{password}"));

    /// <summary>
    /// USERHASH, which stands for USERNAME where the server offers anonymity (RFC 8489 section 14.4).
    /// </summary>
    public static byte[] UserHash(string username, string realm) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}"));
}
