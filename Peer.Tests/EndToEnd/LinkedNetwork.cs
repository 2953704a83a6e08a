using System.Diagnostics;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Two network namespaces with a cable between them. Disposing it removes them.</summary>
internal sealed class LinkedNetwork : IDisposable
{
    /// <summary>The address of <see cref="Left"/>.</summary>
    public const string LeftAddress = "10.78.0.1";

    private static int _count;

    private readonly string _prefix = $"rtcpeer-{Environment.ProcessId}-l{Interlocked.Increment(ref _count)}";
    private readonly List<string> _namespaces = [];

    public LinkedNetwork()
    {
        Requires.NetworkNamespaces();
        try
        {
            foreach (var name in new[] { Left, Right })
            {
                Run("ip", "netns", "add", name);
                _namespaces.Add(name);
                Run("ip", "-n", name, "link", "set", "lo", "up");
            }

            Run("ip", "-n", Left, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", Right);
            foreach (var (name, address) in new[] { (Left, LeftAddress), (Right, "10.78.0.2") })
            {
                Run("ip", "-n", name, "address", "add", $"{address}/24", "dev", "eth0");
                Run("ip", "-n", name, "link", "set", "eth0", "up");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Left => $"{_prefix}-l";

    public string Right => $"{_prefix}-r";

    /// <summary>Lets no UDP pass the cable.</summary>
    public void BlockUdp() => Run(
        "ip", "netns", "exec", Right, "nft",
        "add table inet wall; add chain inet wall in { type filter hook input priority 0; }; "
        + "add rule inet wall in meta l4proto udp drop; "
        + "add chain inet wall out { type filter hook output priority 0; }; add rule inet wall out meta l4proto udp drop");

    /// <summary>Takes the cable off.</summary>
    public void Unplug() => Run("ip", "-n", Right, "link", "set", "eth0", "down");

    /// <summary>Puts it on again.</summary>
    public void Plug() => Run("ip", "-n", Right, "link", "set", "eth0", "up");

    public void Dispose()
    {
        foreach (var name in _namespaces) Run("ip", "netns", "delete", name);
        _namespaces.Clear();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {complaint}");
    }
}
