using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.Relay.Tls;

/// <summary>A certificate with its chain in one PEM file and its key in another, as certbot writes them.</summary>
/// <param name="CertificatePath">The certificate first, the authorities that lead to the root behind it.</param>
/// <param name="KeyPath">The private key, not encrypted.</param>
internal sealed record CertificateFiles(string CertificatePath, string KeyPath)
{
    /// <summary>What stands in the files now.</summary>
    /// <exception cref="CertificateException">A file can't be read.</exception>
    public CertificateText Read() => new(Read(CertificatePath), Read(KeyPath));

    /// <summary>Makes a certificate of what stood in the files.</summary>
    /// <exception cref="CertificateException">It is none, has another key, or is not valid at this time.</exception>
    public LoadedCertificate Load(CertificateText text, DateTimeOffset now)
    {
        var certificate = Parse(text);
        try
        {
            if (now > certificate.NotAfter)
            {
                throw new CertificateException($"the certificate in {CertificatePath} expired on {certificate.NotAfter:yyyy-MM-dd}");
            }

            if (now < certificate.NotBefore)
            {
                throw new CertificateException($"the certificate in {CertificatePath} is valid from {certificate.NotBefore:yyyy-MM-dd} on");
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text.Certificate);
            return LoadedCertificate.Of(certificate, chain);
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "permission denied",
                _ => e.Message,
            };
            throw new CertificateException($"cannot read {path}: {reason}", e);
        }
    }

    private X509Certificate2 Parse(CertificateText text)
    {
        X509Certificate2 bare;
        try
        {
            bare = X509Certificate2.CreateFromPem(text.Certificate);
        }
        catch (CryptographicException e)
        {
            throw new CertificateException($"there is no certificate in {CertificatePath} (it has to be PEM)", e);
        }

        bare.Dispose();
        if (!HasKey(text.Key))
        {
            var reason = text.Key.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
                ? "is encrypted; the relay needs it as it is"
                : "cannot be found (it has to be PEM)";
            throw new CertificateException($"the private key in {KeyPath} {reason}");
        }

        try
        {
            return Usable(X509Certificate2.CreateFromPem(text.Certificate, text.Key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"the key in {KeyPath} does not belong to the certificate in {CertificatePath}", e);
        }
    }

    private static bool HasKey(string pem)
    {
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY")
            {
                return true;
            }

            rest = rest[fields.Location.End..];
        }

        return false;
    }

    /// <summary>Windows does TLS only with keys that its key store has seen.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
