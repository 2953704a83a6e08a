using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Options;

public class IceSettingsReaderTests
{
    [Test]
    public void No_server_is_asked_by_default()
    {
        var configuration = Read("{}").ApplyTo(new());

        Assert.That(configuration.IceServers, Is.Empty);
        Assert.That(configuration.NetworkInterfaces, Is.Empty);
        Assert.That((configuration.AllowIPv6, configuration.HideHostAddresses), Is.EqualTo((true, false)));
    }

    [Test]
    public void Addresses_may_be_of_some_interfaces_alone_without_IPv6_and_hidden()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()[0].Name;
        var configuration = Read($$"""{ "Interface": "{{own}}", "NoIPv6": "true", "HideAddresses": "true" }""").ApplyTo(new());

        Assert.That(configuration.NetworkInterfaces, Is.EqualTo(new[] { own }));
        Assert.That((configuration.AllowIPv6, configuration.HideHostAddresses), Is.EqualTo((false, true)));
    }

    [TestCase("eth0", "eth0")]
    [TestCase("Ethernet 2 Wi-Fi", "Ethernet 2|Wi-Fi")]
    [TestCase("Wi-Fi Wi-Fi Direct", "Wi-Fi|Wi-Fi Direct")]
    public void Interfaces_are_read_even_where_their_names_have_spaces(string text, string expected) => Assert.That(
        string.Join('|', InterfaceNames.Read(text, ["eth0", "Ethernet 2", "Wi-Fi", "Wi-Fi Direct"])), Is.EqualTo(expected));

    [Test]
    public void An_interface_that_is_not_there_is_a_mistake_that_names_those_that_are() => Assert.That(
        () => InterfaceNames.Read("lo eth9", ["lo", "eth0"]),
        Throws.TypeOf<OptionException>().With.Message.EqualTo("Interface is 'eth9'; this machine has eth0, lo"));

    [Test]
    public void A_list_has_credentials_for_each_and_a_file_may_hold_them()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "from file\n");
            var settings = Read($$"""
                {
                  "IceUsername": "common", "IceCredential": "shared",
                  "IceServers": [
                    { "Urls": ["stun:a", "turn:b"], "Username": "u", "Credential": "c" },
                    { "Urls": ["turns:d"], "CredentialFile": "{{file}}" },
                    { "Urls": ["turn:e"] }
                  ],
                  "IcePolicy": "Relay"
                }
                """);

            Assert.That(
                settings.Servers.Select(server => (string.Join(' ', server.Urls), server.Username, server.Credential)),
                Is.EqualTo(new[] { ("stun:a turn:b", "u", "c"), ("turns:d", "common", "from file"), ("turn:e", "common", "shared") }));
            Assert.That(settings.Policy, Is.EqualTo(RtcIceTransportPolicy.Relay));
            Assert.That(settings.ToString(), Does.Not.Contain("shared"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void URLs_of_the_command_line_or_environment_replace_the_list()
    {
        var settings = Read("""
            {
              "IceServer": "stun:x turn:y?transport=tcp", "IceUsername": "u", "IceCredential": "c",
              "IceServers": [{ "Urls": ["stun:a"] }]
            }
            """);

        Assert.That(settings.Servers.Single().Urls, Is.EqualTo(new[] { "stun:x", "turn:y?transport=tcp" }));
        Assert.That(settings.ApplyTo(new()).IceServers, Is.SameAs(settings.Servers));
    }

    [TestCase("""{ "IceServer": "http://x" }""", "http://x")]
    [TestCase("""{ "IceServer": "turn:x" }""", "username")]
    [TestCase("""{ "IceServers": [{ "Urls": [] }] }""", "needs a URL")]
    [TestCase("""{ "IceServers": [{ "Urls": ["turn:x"], "Username": "u" }] }""", "credential")]
    [TestCase("""{ "IcePolicy": "some" }""", "some")]
    [TestCase("""{ "IceCa": "/no/such/file" }""", "cannot read")]
    [TestCase("""{ "IceServer": "turn:x", "IceUsername": "u", "IceCredentialFile": "/no/such/file" }""", "cannot read")]
    public void What_cannot_be_used_is_named(string json, string complaint) =>
        Assert.That(() => Read(json), Throws.TypeOf<OptionException>().With.Message.Contains(complaint));

    [TestCase("""{ "IcePolicy": "relay" }""", false)]
    [TestCase("""{ "IcePolicy": "relay", "IceServer": "stun:x" }""", false)]
    [TestCase("""{ "IcePolicy": "relay", "IceServer": "turns:x", "IceUsername": "u", "IceCredential": "c" }""", true)]
    [TestCase("""{ "IceServer": "stun:x" }""", true)]
    [TestCase("{}", true)]
    public void Whether_there_can_be_a_path_depends_on_the_relay_where_no_TURN_server_is_given(string json, bool ownServersSuffice)
    {
        var settings = Read(json);

        Assert.That(settings.AllowsPaths, Is.EqualTo(ownServersSuffice));
        Assert.That(settings.With([new RtcIceServer { Urls = ["turn:y"], Username = "u", Credential = "c" }]).AllowsPaths);
    }

    private static IceSettings Read(string json)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "Peer": {{json}} }"""));
        return IceSettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("Peer"));
    }
}
