using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>
/// TLS to a TURN server. The certificate's chain and name are always verified, and what is wrong with them is told.
/// </summary>
internal static class ServerTls
{
    /// <param name="stream">The bare connection; closed with the result.</param>
    /// <param name="host">The name or address that the certificate has to be for.</param>
    /// <param name="roots">The authorities to trust; null for those of the system.</param>
    /// <exception cref="AuthenticationException">TLS fails; the message says why.</exception>
    public static async Task<Stream> OpenAsync(
        Stream stream, string host, X509Certificate2Collection? roots, CancellationToken cancellationToken)
    {
        string? problem = null;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = roots is null ? null : Trusting(roots),
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            {
                problem = Describe(errors, chain, host);
                return errors == SslPolicyErrors.None;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (AuthenticationException refused) when (problem is not null)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException(problem, refused);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static string? Describe(SslPolicyErrors errors, X509Chain? chain, string host)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"shows a certificate that is not for {host}";
        var status = X509ChainStatusFlags.NoError;
        foreach (var element in chain?.ChainStatus ?? []) status |= element.Status;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? "shows a certificate that is not valid at this time"
            : "shows a certificate of no authority that is trusted";
    }
}
