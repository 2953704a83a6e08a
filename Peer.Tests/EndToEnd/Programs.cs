using System.Globalization;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The two programs of this repository as processes, undisturbed by the tests' environment.</summary>
internal static class Programs
{
    private static Dictionary<string, string?> Environment { get; } = System.Environment.GetEnvironmentVariables().Keys
        .Cast<string>()
        .Where(name => name.StartsWith("RTCPEER_", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(name => name, _ => (string?)null);

    /// <summary>The same programs in a network namespace.</summary>
    public static Namespaced In(string networkNamespace) => new(networkNamespace);

    public static ProgramRun Relay(params string[] arguments) =>
        ProgramRun.Start("relay", Repository.Program("Relay", "relay"), arguments, Environment);

    public static ProgramRun Peer(string name, params string[] arguments) =>
        ProgramRun.Start(name, Repository.Program("Peer", "peer"), arguments, Environment);

    internal readonly record struct Namespaced(string Name)
    {
        public ProgramRun Relay(params string[] arguments) => Run("relay", Repository.Program("Relay", "relay"), arguments);

        public ProgramRun Peer(string name, params string[] arguments) => Run(name, Repository.Program("Peer", "peer"), arguments);

        private ProgramRun Run(string name, string program, string[] arguments) =>
            ProgramRun.Start(name, "ip", ["netns", "exec", Name, program, .. arguments], Environment);
    }

    /// <summary>A relay that listens, on a free port unless told otherwise.</summary>
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
