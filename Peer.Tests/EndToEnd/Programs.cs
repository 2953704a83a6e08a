using System.Globalization;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The two programs of this repository as processes, undisturbed by the tests' environment.</summary>
internal static class Programs
{
    private static Dictionary<string, string?> Environment { get; } = System.Environment.GetEnvironmentVariables().Keys
        .Cast<string>()
        .Where(name => name.StartsWith("RTCPEER_", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(name => name, _ => (string?)null);

    public static ProgramRun Relay(params string[] arguments) =>
        ProgramRun.Start("relay", Repository.Program("Relay", "relay"), arguments, Environment);

    public static ProgramRun Peer(string name, params string[] arguments) =>
        ProgramRun.Start(name, Repository.Program("Peer", "peer"), arguments, Environment);

    /// <summary>A relay that listens, on a free port.</summary>
    public static async Task<(ProgramRun Relay, string Url)> ListeningRelayAsync(CancellationToken cancellationToken, int port = 0)
    {
        var relay = Relay("--port", port.ToString(CultureInfo.InvariantCulture));
        try
        {
            var listening = await relay.WaitForErrorAsync(@"listening on (ws://\S+)", cancellationToken);
            return (relay, listening.Groups[1].Value);
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }
}
