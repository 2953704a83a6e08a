using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.Peer.Options;

/// <summary>The environment belongs to the process: one test at a time.</summary>
[NonParallelizable]
public class PeerOptionsReaderTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("rtcpeer-options").FullName;

    [TearDown]
    public void Clean()
    {
        Environment.SetEnvironmentVariable("RTCPEER_PEER__URL", null);
        Environment.SetEnvironmentVariable("RTCPEER_PEER__CALLER", null);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Without_any_source_the_defaults_hold()
    {
        Assert.That(Read([]), Is.EqualTo(new PeerOptions
        {
            Url = new Uri("ws://localhost:8443/"),
            Caller = false,
            Channel = "chat",
            Timeout = TimeSpan.FromSeconds(30),
            PathTimeout = TimeSpan.FromSeconds(25),
            Binary = false,
            Verbosity = Verbosity.Normal,
        }));
    }

    [Test]
    public void A_flag_counts_more_than_the_environment_and_that_more_than_the_file()
    {
        WriteFile("""{"Peer":{"Url":"ws://file/","Channel":"file"}}""");
        Assert.That(Read([]).Url.Host, Is.EqualTo("file"));

        Environment.SetEnvironmentVariable("RTCPEER_PEER__URL", "ws://environment/");
        Environment.SetEnvironmentVariable("RTCPEER_PEER__CALLER", "true");
        Assert.That(Read([]).Url.Host, Is.EqualTo("environment"));
        Assert.That(Read([]).Caller);
        Assert.That(Read([]).Channel, Is.EqualTo("file"));

        Assert.That(Read([("Url", "ws://flag/")]).Url.Host, Is.EqualTo("flag"));
        Assert.That(Read([("Caller", "False")]).Caller, Is.False);
    }

    [Test]
    public void The_authorities_and_the_token_come_from_their_files()
    {
        using var certificate = new RtcPeer.Peer.Tests.Relay.CertificateFolder();
        var token = Path.Combine(_folder, "token");
        File.WriteAllText(token, "secret\n");

        var access = Read([("Ca", certificate.Authority), ("TokenFile", token)]).Access;

        Assert.That((access.Authorities!.Count, access.Token), Is.EqualTo((1, "secret")));
        Assert.That(access.ToString(), Does.Not.Contain("secret"));
        Assert.That(Read([("Token", "inline")]).Access.Token, Is.EqualTo("inline"));
        Assert.That(() => Read([("Ca", token)]), Throws.InstanceOf<OptionException>().With.Message.Contains("no certificate"));
        Assert.That(() => Read([("Ca", "/no/such/file")]), Throws.InstanceOf<OptionException>().With.Message.Contains("cannot read"));
        Assert.That(() => Read([("Token", "a\nb")]), Throws.InstanceOf<OptionException>().With.Message.Not.Contains("a\n"));
    }

    [Test]
    public void Of_the_file_only_the_section_Peer_counts()
    {
        WriteFile("""{"Url":"ws://top/","Relay":{"Url":"ws://relay/"},"Peer":{"Room":"r","Timeout":1.5,"Binary":true}}""");

        var options = Read([]);
        Assert.That(options.Url.AbsoluteUri, Is.EqualTo("ws://localhost:8443/r"));
        Assert.That(options.Timeout, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Assert.That(options.Binary);
    }

    [Test]
    public void An_empty_value_counts_as_none()
    {
        WriteFile("""{"Peer":{"Room":"r"}}""");
        Assert.That(Read([("Room", "")]).Url.AbsolutePath, Is.EqualTo("/"));
    }

    [TestCase("0", null)]
    [TestCase("0.25", 0.25)]
    [TestCase("2000000", 2_000_000d)]
    public void A_timeout_is_in_seconds_and_nought_is_none(string value, double? seconds)
    {
        Assert.That(Read([("Timeout", value)]).Timeout?.TotalSeconds, Is.EqualTo(seconds));
    }

    [TestCase(false, null, false, 1, 1)]
    [TestCase(true, null, false, 1, 64)]
    [TestCase(true, "3", false, 3, 3)]
    [TestCase(true, null, true, 1, 1)]
    [TestCase(true, "1", true, 1, 1)]
    [TestCase(false, "3", false, 1, 1)]
    public void A_caller_takes_whoever_comes_or_as_many_as_it_is_told(bool caller, string? peers, bool binary, int min, int max)
    {
        var options = Read([("Caller", caller.ToString()), ("Binary", binary.ToString()), ("Peers", peers ?? "")]);
        Assert.That((options.MinPeers, options.MaxPeers), Is.EqualTo((min, max)));
    }

    [TestCase("Peers", "2")]
    [TestCase("Prefix", "true")]
    public void Bytes_are_for_two(string key, string value)
    {
        Assert.That(() => Read([("Binary", "true"), (key, value)]), Throws.TypeOf<OptionException>().With.Message.Contains(key));
    }

    [TestCase("auto", null)]
    [TestCase("AUTO", null)]
    [TestCase("1200", 1200)]
    [TestCase("576", 576)]
    [TestCase("16376", 16_376)]
    public void Datagrams_are_as_large_as_the_path_allows_or_as_told(string value, int? size) =>
        Assert.That(Read([("Mtu", value)]).MaxDatagramSize, Is.EqualTo(size));

    [TestCase("Peers", "0")]
    [TestCase("Peers", "65")]
    [TestCase("Peers", "all")]
    [TestCase("Prefix", "long")]
    [TestCase("Mtu", "large")]
    [TestCase("Mtu", "575")]
    [TestCase("Mtu", "16377")]
    [TestCase("Mtu", "1e3")]
    [TestCase("Timeout", "soon")]
    [TestCase("Timeout", "-1")]
    [TestCase("Timeout", "NaN")]
    [TestCase("Timeout", "2000001")]
    [TestCase("Timeout", "1,5")]
    [TestCase("Caller", "yes")]
    [TestCase("Binary", "1")]
    [TestCase("Url", "localhost")]
    [TestCase("Room", "..")]
    [TestCase("Verbosity", "Loud")]
    [TestCase("Verbosity", "17")]
    public void A_value_that_cannot_be_used_is_named(string key, string value)
    {
        Assert.That(
            () => Read([(key, value)]),
            Throws.TypeOf<OptionException>().With.Message.Contains(key).And.Message.Contains(value));
    }

    [Test]
    public void A_label_must_fit_into_the_message_that_carries_it()
    {
        Assert.That(Read([("Channel", new string('c', 65_535))]).Channel, Has.Length.EqualTo(65_535));
        Assert.That(() => Read([("Channel", new string('ü', 32_768))]), Throws.TypeOf<OptionException>());
    }

    [Test]
    public void A_file_that_is_no_JSON_is_named()
    {
        WriteFile("{");
        Assert.That(() => Read([]), Throws.TypeOf<OptionException>().With.Message.Contains("appsettings.json"));
    }

    private void WriteFile(string json) => File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);

    private PeerOptions Read(IEnumerable<(string Key, string Value)> flags) =>
        PeerOptionsReader.Read(PeerOptionsReader.Combine(
            _folder, flags.Select(flag => KeyValuePair.Create($"Peer:{flag.Key}", (string?)flag.Value))));
}
