using System.CommandLine;
using System.Net;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>The command line of the load generator: one measurement of one relay, written as a line of JSON.</summary>
internal static class LoadRun
{
    public static int Run(string[] args)
    {
        var port = new Option<int>("--port") { Required = true, Description = "The relay's port on 127.0.0.1." };
        var pid = new Option<int>("--pid") { Description = "The relay's process, to say what it uses." };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 10, Description = "How many clients there are." };
        var senders = new Option<int>("--senders") { DefaultValueFactory = _ => 1, Description = "How many of them send." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 2, Description = "How long it is measured." };
        var metrics = new Option<string>("--metrics") { Description = "Where the relay's metrics are (for churn)." };
        var root = new RootCommand("Loads a relay.");
        root.Options.Add(port);
        root.Options.Add(pid);
        root.Options.Add(clients);
        root.Options.Add(senders);
        root.Options.Add(seconds);
        root.Options.Add(metrics);

        void Add(string name, string description, Func<LoadTarget, ParseResult, Task<string>> measure)
        {
            var command = new Command(name, description);
            command.SetAction(async (parsed, _) =>
            {
                var id = parsed.GetValue(pid);
                var target = new LoadTarget(new IPEndPoint(IPAddress.Loopback, parsed.GetValue(port)), id == 0 ? null : new RelayProcess(id));
                var fields = await measure(target, parsed).ConfigureAwait(false);
                Console.WriteLine($$"""{"mode":"{{name}}",{{fields}}}""");
            });
            root.Subcommands.Add(command);
        }

        TimeSpan Time(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
        foreach (var option in root.Options)
        {
            option.Recursive = true;
        }

        Add("fan", "Deliveries a second.", (target, parsed) => new FanOutLoad(target, parsed.GetValue(clients), parsed.GetValue(senders)).RunAsync(Time(parsed)));
        Add("lat", "Time of a delivery.", (target, parsed) => new LatencyLoad(target, parsed.GetValue(clients)).RunAsync(Time(parsed)));
        Add("stall", "Both beside a client that never reads.", (target, parsed) => new StallLoad(target).RunAsync(Time(parsed)));
        Add("crowd", "Joining, and memory when all are idle.", (target, parsed) => new CrowdLoad(target, parsed.GetValue(clients)).RunAsync(Time(parsed)));
        Add("churn", "Joining and leaving.", (target, parsed) => new ChurnLoad(target, parsed.GetValue(clients), new Uri(parsed.GetRequiredValue(metrics))).RunAsync());
        return root.Parse(args).Invoke();
    }
}
