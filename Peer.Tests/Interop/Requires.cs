using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>
/// What a test needs beside this repository and the .NET SDK. Where it is missing, the test is skipped with the
/// reason; with RTCPEER_REQUIRE_ALL=1 it fails instead.
/// </summary>
internal static class Requires
{
    private static readonly Lazy<bool> s_makesNamespaces = new(MakesNamespaces);

    /// <summary>The path of Node, with the packages of Peer.Tests/Interop/node installed.</summary>
    public static string Node()
    {
        var node = OnPath("node") ?? throw Missing("node is not installed");
        return Directory.Exists(Path.Combine(NodeModules, "wrtc")) && Directory.Exists(Path.Combine(NodeModules, "ws"))
            ? node
            : throw Missing("the node packages are not installed (scripts/interop-setup.sh installs them)");
    }

    /// <summary>The path of Node, with what the shared measuring clients need beside that.</summary>
    public static string NodeWithMeasuringClients()
    {
        var node = Node();
        Shared("interop", "lib");
        return Directory.Exists(Path.Combine(NodeModules, "@roamhq", "wrtc"))
            ? node
            : throw Missing("@roamhq/wrtc is not installed (scripts/interop-setup.sh installs it)");
    }

    /// <summary>Where the node packages are.</summary>
    public static string NodeModules { get; } = Path.Combine(Repository.Root, "Peer.Tests", "Interop", "node", "node_modules");

    /// <summary>The path of chromium.</summary>
    public static string Chromium() => OnPath("chromium") ?? throw Missing("chromium is not installed");

    /// <summary>The path of the openssl command.</summary>
    public static string OpenSsl() => OnPath("openssl") ?? throw Missing("openssl is not installed");

    /// <summary>That network namespaces with rules of their own can be made: root, ip and nft.</summary>
    public static void NetworkNamespaces()
    {
        if (OnPath("ip") is null || OnPath("nft") is null)
        {
            throw Missing("iproute2 or nftables is not installed");
        }

        if (!s_makesNamespaces.Value)
        {
            throw Missing("network namespaces cannot be made (it takes root)");
        }
    }

    /// <summary>The path of coturn.</summary>
    public static string Coturn() => OnPath("turnserver") ?? throw Missing("coturn is not installed");

    /// <summary>The folder of RabbitMQ's programs: as Debian has it, without the wrappers that change the user.</summary>
    public static string RabbitMq()
    {
        const string folder = "/usr/lib/rabbitmq/bin";
        return File.Exists(Path.Combine(folder, "rabbitmq-server")) && OnPath("epmd") is not null
            ? folder
            : throw Missing("rabbitmq-server is not installed");
    }

    /// <summary>The path of a Python that has the package websockets: Debian's, which is not always the first on PATH.</summary>
    public static string PythonWithWebsockets()
    {
        foreach (var python in new[] { "/usr/bin/python3", OnPath("python3") })
        {
            if (python is not null && File.Exists(python) && Succeeds(python, "-c", "import websockets"))
            {
                return python;
            }
        }

        throw Missing("python3 with websockets is not installed");
    }

    /// <summary>An IPv6 address of this machine for itself.</summary>
    public static void IPv6Loopback()
    {
        try
        {
            using var probe = new TcpListener(IPAddress.IPv6Loopback, 0);
            probe.Start();
        }
        catch (SocketException)
        {
            throw Missing("this machine has no IPv6 loopback address");
        }
    }

    /// <summary>A file or folder of the shared material.</summary>
    public static string Shared(params string[] path)
    {
        var full = Path.GetFullPath(Path.Combine([Repository.Shared, .. path]));
        return Path.Exists(full) ? full : throw Missing($"{Path.Combine(["..", "shared", .. path])} is not here");
    }

    private static bool MakesNamespaces()
    {
        var name = $"rtcpeer-try-{Environment.ProcessId}";
        return OperatingSystem.IsLinux() && Succeeds("ip", "netns", "add", name) && Succeeds("ip", "netns", "delete", name);
    }

    private static IgnoreException Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("RTCPEER_REQUIRE_ALL") == "1")
        {
            Assert.Fail($"{reason}, and skipping is forbidden");
        }

        return new IgnoreException(reason);
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
