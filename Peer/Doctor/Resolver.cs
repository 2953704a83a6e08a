using System.Net;
using System.Net.Sockets;

namespace RtcPeer.Peer.Doctor;

/// <summary>Finds the addresses of a name.</summary>
internal static class Resolver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>One address of each family; none where the name is not known, or nobody tells in time.</summary>
    public static async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, limit.Token);
            return [.. found.DistinctBy(static address => address.AddressFamily)];
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}
