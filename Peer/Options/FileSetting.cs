using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.Peer.Options;

/// <summary>Settings that name a file, of which the program needs what stands in it.</summary>
internal static class FileSetting
{
    /// <summary>The certificates in a PEM file.</summary>
    /// <exception cref="OptionException">The file cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Certificates(string key, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(key, path));
        }
        catch (CryptographicException e)
        {
            throw new OptionException($"{key}: {path} holds a certificate that cannot be read: {e.Message}");
        }

        return certificates.Count > 0
            ? certificates
            : throw new OptionException($"{key}: there is no certificate in {path} (it has to be PEM)");
    }

    /// <summary>The one line of a file, without its end.</summary>
    /// <exception cref="OptionException">The file cannot be read, or is empty.</exception>
    public static string Line(string key, string path) =>
        Read(key, path).TrimEnd('\r', '\n') is { Length: > 0 } line
            ? line
            : throw new OptionException($"{key}: {path} is empty");

    private static string Read(string key, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{key}: cannot read {path}: {e.Message}");
        }
    }
}
