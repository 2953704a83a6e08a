using System.Security.Cryptography;
using System.Text;
using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// A secret that both ends know. Stretching it costs somebody who could break SPAKE2's group a tenth of a second for each
/// guess; nobody else can try more than one guess for each attempt to connect.
/// </summary>
internal sealed class SharedSecret
{
    private const int Iterations = 300_000;
    private const int CodeGroups = 3;
    private const string Blanks = " \t\r\n";

    private readonly Lazy<Spake2Secret> _stretched;

    /// <param name="text">What people know.</param>
    public SharedSecret(string text) => _stretched = new Lazy<Spake2Secret>(() => Stretch(text));

    /// <summary>The stretched secret; made when it is first asked for.</summary>
    public Spake2Secret Stretched => _stretched.Value;

    /// <summary>A random code for a single use, 30 bits of it, to be read aloud: "493-817-205".</summary>
    public static string NewCode() =>
        string.Join('-', Enumerable.Range(0, CodeGroups).Select(_ => $"{RandomNumberGenerator.GetInt32(1000):000}"));

    /// <summary>
    /// The secret that a text stands for: without blanks around it, and of a number the digits alone, however they are
    /// grouped. Empty where it stands for none.
    /// </summary>
    public static string Normalize(string text)
    {
        var digits = string.Concat(text.Where(character => character != '-' && !Blanks.Contains(character, StringComparison.Ordinal)));
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) ? digits : text.Trim(Blanks.ToCharArray());
    }

    private static Spake2Secret Stretch(string text)
    {
        var seed = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(Normalize(text)), "rtcpeer-secret/1"u8, Iterations, HashAlgorithmName.SHA256, P256.ScalarSeedBytes);
        return new Spake2Secret(P256.Order.Reduce(seed));
    }
}
