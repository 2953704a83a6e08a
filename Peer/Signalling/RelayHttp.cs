using System.Security.Cryptography.X509Certificates;

namespace RtcPeer.Peer.Signalling;

/// <summary>HTTP to the relay, trusting whom the user trusts.</summary>
internal static class RelayHttp
{
    public static HttpMessageInvoker Create(Uri room, RelayAccess access)
    {
        // A proxy's "localhost" would be another machine's.
        var handler = new SocketsHttpHandler { UseProxy = !room.IsLoopback };
        if (ChainPolicy(access) is { } policy)
        {
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return new HttpMessageInvoker(handler);
    }

    /// <summary>How the relay's certificate is verified; null for as the system does it.</summary>
    public static X509ChainPolicy? ChainPolicy(RelayAccess access)
    {
        if (access.Authorities is not { } authorities)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
