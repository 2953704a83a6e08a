using System.Diagnostics;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>
/// Three network namespaces: a machine that changes its network, one that stays, and the router between them. Disposing it
/// removes them.
/// </summary>
internal sealed class RoutedNetwork : IDisposable
{
    /// <summary>The address of the machine that stays.</summary>
    public const string StayingAddress = "10.77.0.2";

    private static int _count;

    private readonly string _prefix = $"rtcpeer-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
    private readonly List<string> _namespaces = [];

    public RoutedNetwork()
    {
        Requires.NetworkNamespaces();
        try
        {
            foreach (var name in new[] { Moving, Staying, Router })
            {
                Ip("netns", "add", name);
                _namespaces.Add(name);
                Ip("-n", name, "link", "set", "lo", "up");
            }

            Ip("netns", "exec", Router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
            Connect(Staying, "eth0", 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Moving => $"{_prefix}-m";

    public string Staying => $"{_prefix}-s";

    private string Router => $"{_prefix}-r";

    /// <summary>Gives the moving machine an interface in the network of that number, and its route to all else.</summary>
    public void Plug(int network) => Connect(Moving, $"eth{network}", network);

    /// <summary>Takes that interface away.</summary>
    public void Unplug(int network) => Ip("-n", Moving, "link", "delete", $"eth{network}");

    public void Dispose()
    {
        foreach (var name in _namespaces) Ip("netns", "delete", name);
        _namespaces.Clear();
    }

    private void Connect(string machine, string device, int network)
    {
        var port = $"port{network}";
        Ip("-n", machine, "link", "add", device, "type", "veth", "peer", "name", port, "netns", Router);
        Ip("-n", Router, "address", "add", $"10.77.{network}.1/24", "dev", port);
        Ip("-n", Router, "link", "set", port, "up");
        Ip("-n", machine, "address", "add", $"10.77.{network}.2/24", "dev", device);
        Ip("-n", machine, "link", "set", device, "up");
        Ip("-n", machine, "route", "add", "default", "via", $"10.77.{network}.1");
    }

    private static void Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var complaint = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {complaint}");
    }
}
