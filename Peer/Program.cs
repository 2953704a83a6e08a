using System.CommandLine;
using RtcPeer.Peer.CommandLine;

namespace RtcPeer.Peer;

/// <summary>The program <c>peer</c>.</summary>
internal static class Program
{
    /// <summary>
    /// stdin and stdout have no asynchronous reads and writes: each blocks a pool thread for as long as nothing comes or
    /// nobody takes. On a machine with two cores the pool would start with two threads, and the rest would wait for them.
    /// </summary>
    private const int PoolThreads = 8;

    private static async Task<int> Main(string[] args)
    {
        ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
        return (int)await PeerCommand.RunAsync(args, new InvocationConfiguration());
    }
}
