using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RtcPeer.Bench.Floors;

/// <summary>
/// What the machine does without the stack, in the same calls that the stack makes: no data channel in .NET can be
/// faster. Each figure is a line of JSON; MB is 1,000,000 bytes.
/// </summary>
internal static class FloorRun
{
    /// <summary>The word after which a second process of this program learns its part.</summary>
    public const string OtherEnd = "--other-end";

    public static void Run()
    {
        Write("udp_lat", Between("echo", UdpPing.Measure));
        Write("udp_tput", Between("sink", remote => UdpFlood.Measure(remote, batched: false)));
        if (OperatingSystem.IsLinux())
        {
            Write("udp_batch_tput", Between("batched", remote => UdpFlood.Measure(remote, batched: true)));
        }

        Write("aes_gcm", AesGcmFloor.Measure());
    }

    /// <summary>Runs the other end as a process of its own while something is measured against it.</summary>
    private static string Between(string part, Func<IPEndPoint, string> measure)
    {
        // The program is started by itself, or by `dotnet`.
        var self = Environment.ProcessPath!;
        var program = typeof(FloorRun).Assembly.Location;
        var viaDotnet = Path.GetFileNameWithoutExtension(self) == "dotnet";
        string[] arguments = [.. viaDotnet ? new[] { program } : [], "floors", OtherEnd, part];
        using var other = Process.Start(new ProcessStartInfo(self, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var port = int.Parse(other.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture);
            return measure(new IPEndPoint(IPAddress.Loopback, port));
        }
        finally
        {
            // It ends when its stdin does.
            other.StandardInput.Close();
            other.WaitForExit();
        }
    }

    private static void Write(string mode, string figures) =>
        Console.WriteLine($$"""{"impl":"floor","mode":"{{mode}}",{{figures}}}""");
}
