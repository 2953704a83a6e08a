using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using RtcPeer.Relay.Access;

namespace RtcPeer.Relay.Backplane;

/// <summary>Where the broker is, and what it takes to be let in.</summary>
internal static class BrokerAddress
{
    /// <summary>What is wrong with an address, or null.</summary>
    public static string? Problem(string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var uri)
        || uri is not { Scheme: "amqp" or "amqps", Host: not "", Segments.Length: <= 2, Query: "", Fragment: "" }
            ? "Backplane must be the address of an AMQP broker, such as amqp://user@host:5672/ or amqps://user@host/vhost"
            : null;

    /// <summary>Whether an address holds a password.</summary>
    public static bool HasPassword(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal);

    /// <summary>The address without user and password.</summary>
    public static string ForLogs(string address) =>
        new Uri(address).GetComponents(UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped);

    /// <exception cref="RelayStartException">A file can't be read, or holds nothing of use.</exception>
    public static ConnectionFactory ToFactory(RelayOptions options)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(options.Backplane!),
            ClientProvidedName = "rtcpeer relay",
            // What must be there again after a loss is more than the client could restore: see BackplaneNode.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            HandshakeContinuationTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(5),
        };
        if (Secret.Read(options.BackplanePassword, options.BackplanePasswordFile) is { } password)
        {
            factory.Password = password;
        }

        if (factory.Ssl.Enabled && !string.IsNullOrEmpty(options.BackplaneCa))
        {
            var authorities = ReadAuthorities(options.BackplaneCa);
            factory.Ssl.CertificateValidationCallback = (_, certificate, chain, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && certificate is X509Certificate2 found
                && IsSignedBy(authorities, found, chain);
        }

        return factory;
    }

    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RelayStartException(ExitCode.Usage, $"cannot read {file}: {e.Message}", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new RelayStartException(ExitCode.Usage, $"{file} holds no certificate in PEM form");
    }
}
