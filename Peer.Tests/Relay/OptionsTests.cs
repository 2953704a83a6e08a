using System.CommandLine;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using RtcPeer.Relay;
using RtcPeer.Relay.Access;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Options that make no sense are refused before anything starts.</summary>
public class OptionsTests
{
    [Test]
    public void The_defaults_make_sense() => Assert.That(new RelayOptions().Problem(), Is.Null);

    /// <summary>Settings bind by name: one that was renamed, or a flag whose key is wrong, would change nothing.</summary>
    [Test]
    public void Every_flag_sets_a_property_of_the_options()
    {
        foreach (var flag in CommandFlags.All)
        {
            Assert.That(typeof(RelayOptions).GetProperty(flag.Key), Is.Not.Null, flag.Option.Name);
        }
    }

    [Test]
    public void The_settings_file_says_what_the_defaults_are_and_nothing_that_is_unknown()
    {
        var section = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .Build()
            .GetSection(RelayOptions.Section);

        var options = section.Get<RelayOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;

        Assert.That(options with { Origins = [], RoomTokens = [] }, Is.EqualTo(new RelayOptions() with { Origins = [], RoomTokens = [], Turn = options.Turn }));
    }

    [Test]
    public void Nonsense_is_named()
    {
        (RelayOptions Options, string Named)[] cases =
        [
            (new RelayOptions { Host = "" }, "host"),
            (new RelayOptions { Port = -1 }, "port"),
            (new RelayOptions { Port = 65536 }, "port"),
            (new RelayOptions { MaxMessageBytes = 0 }, "MaxMessageBytes"),
            (new RelayOptions { QueueMessages = 0 }, "QueueMessages"),
            (new RelayOptions { QueueBytes = 1000 }, "QueueBytes"),
            (new RelayOptions { KeepAliveTimeout = TimeSpan.Zero }, "KeepAliveTimeout"),
            (new RelayOptions { CloseTimeout = TimeSpan.FromSeconds(-1) }, "CloseTimeout"),
            (new RelayOptions { TlsCert = "fullchain.pem" }, "key"),
            (new RelayOptions { TlsKey = "privkey.pem" }, "certificate"),
            (new RelayOptions { MetricsPort = 65536 }, "metrics"),
            (new RelayOptions { MaxClients = -1 }, "MaxClients"),
            (new RelayOptions { MaxBytesPerSecond = -1 }, "MaxBytesPerSecond"),
            (new RelayOptions { IdleTimeout = TimeSpan.FromDays(100) }, "40 days"),
            (new RelayOptions { DrainDelay = TimeSpan.FromSeconds(-1) }, "DrainDelay"),
            (new RelayOptions { Backplane = "localhost" }, "Backplane"),
            (new RelayOptions { BackplaneQueueMessages = 0 }, "BackplaneQueueMessages"),
            (new RelayOptions { BackplaneQueueBytes = 1000 }, "BackplaneQueueBytes"),
            (new RelayOptions { BackplaneQueueAge = TimeSpan.Zero }, "BackplaneQueueAge"),
            (new RelayOptions { Origins = ["example.org"] }, "example.org"),
            (new RelayOptions { RoomTokens = [new RoomToken { Rooms = "a" }] }, "'a'"),
            (new RelayOptions { RoomTokens = [new RoomToken { Token = "a" }] }, "Rooms"),
        ];

        foreach (var (options, named) in cases)
        {
            Assert.That(options.Problem(), Does.Contain(named));
        }
    }
    [Test]
    public void Origins_of_the_command_line_are_served_beside_those_of_the_file()
    {
        var flag = CommandFlags.All.Single(flag => flag.Key == nameof(RelayOptions.Origins));
        var parsed = new RootCommand { flag.Option }.Parse(["--origin", "https://b.example", "--origin", "https://c.example"]);

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Relay:Origins:0", (string?)"https://a.example")])
            .AddInMemoryCollection(flag.Settings(parsed))
            .Build();

        Assert.That(
            configuration.GetSection(RelayOptions.Section).Get<RelayOptions>()!.Origins,
            Is.EqualTo(new[] { "https://a.example", "https://b.example", "https://c.example" }));
    }
}
