using System.Security.Cryptography.X509Certificates;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>What it takes to use a server.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Server">Who we are to it.</param>
/// <param name="Roots">The authorities to trust with its certificate; null for those of the system.</param>
/// <param name="Hosts">From where it may be reached.</param>
internal sealed record ServerAccess(
    IceServerUrl Url, RtcIceServer Server, X509Certificate2Collection? Roots, HostFilter Hosts)
{
    /// <summary>The server is reached over TCP or TLS.</summary>
    public bool IsStream => Url.Transport == Core.TransportProtocol.Tcp;

    /// <summary>How to allocate; null at a STUN server, which only tells addresses.</summary>
    public TurnOptions? Turn { get; } = Url.IsTurn
        ? new TurnOptions
        {
            Username = Server.Username ?? "",
            Password = Server.Credential ?? "",
            IsStream = Url.Transport == Core.TransportProtocol.Tcp,
            AllowsIPv6 = Hosts.AllowsIPv6,
        }
        : null;
}
