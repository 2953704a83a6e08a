using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Options;

public class TrustSettingsReaderTests
{
    [Test]
    public void Without_settings_whoever_is_in_the_room_will_do()
    {
        Assert.That(Read(null).Trust, Is.SameAs(TrustSettings.None));
        Assert.That(Read(null, ("Secret", "")).Trust.Demand, Is.EqualTo(TrustDemand.None));
        Assert.That(Read(null, ("Secret", "false"), ("Code", "false"), ("Verify", "False")).Trust.Demand, Is.EqualTo(TrustDemand.None));
    }

    [Test]
    public void A_secret_stands_in_the_environment_or_a_file_or_is_asked_for()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "of the file\n");
            var terminal = new FakeTerminal("of the person");

            AssertSecret(Read(null, ("Secret", "of the environment")), "of the environment");
            AssertSecret(Read(null, ("Secret", "of the environment"), ("SecretFile", file)), "of the file");
            Assert.That(terminal.Shown, Is.Empty);
            AssertSecret(Read(terminal, ("Secret", "True"), ("SecretFile", file)), "of the person");
            Assert.That(terminal.Shown, Is.EqualTo(new[] { "Secret, or code of the other end: " }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_code_is_made_up_and_shown()
    {
        var terminal = new FakeTerminal(null);
        var options = Read(terminal, ("Code", "true"), ("Secret", "of the environment"));

        Assert.That(terminal.Shown.Single(), Does.Match(@"\d{3}-\d{3}-\d{3}"));
        AssertSecret(options, terminal.Shown.Single().Split(' ')[3]);
    }

    [TestCase("y", true)]
    [TestCase(" YES ", true)]
    [TestCase("n", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public async Task Numbers_are_the_same_only_where_the_person_says_so(string? typed, bool isSame)
    {
        var terminal = new FakeTerminal(typed);
        var options = Read(terminal, ("Verify", "true"), ("Caller", "true"));

        Assert.That(options.Trust.Demand, Is.EqualTo(TrustDemand.Compare));
        Assert.That(options.MaxPeers, Is.EqualTo(1));
        Assert.That(await options.Trust.Verifier!.IsSameAsync("4831 0927", "x", CancellationToken.None), Is.EqualTo(isSame));
        Assert.That(terminal.Shown.Single(), Does.Contain("4831 0927"));
    }

    [Test]
    public void What_cannot_be_is_refused()
    {
        var nobody = new FakeTerminal("typed") { Exists = false };

        Assert.That(() => Read(nobody, ("Secret", "true")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(nobody, ("Verify", "true")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(new FakeTerminal(" "), ("Secret", "true")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(new FakeTerminal(null), ("Secret", "true")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(null, ("Secret", "  ")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(null, ("Secret", "true"), ("Code", "true")), Throws.TypeOf<OptionException>());
        Assert.That(() => Read(null, ("Verify", "true"), ("Caller", "true"), ("Peers", "2")), Throws.TypeOf<OptionException>());
    }

    private static void AssertSecret(PeerOptions options, string expected) =>
        Assert.That(options.Trust.Secret?.Stretched.Scalar[0], Is.EqualTo(new SharedSecret(expected).Stretched.Scalar[0]));

    private static PeerOptions Read(FakeTerminal? terminal, params (string Key, string Value)[] settings) => PeerOptionsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Peer:{setting.Key}", (string?)setting.Value)))
            .Build(),
        terminal ?? new FakeTerminal(null));
}
