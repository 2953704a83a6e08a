using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.Peer.Options;

public class BenchOptionsReaderTests
{
    [Test]
    public void Without_any_setting_everything_is_measured_as_other_programs_do_by_default() =>
        Assert.That(Read([]), Is.EqualTo(new BenchOptions
        {
            Mode = BenchMode.All,
            Size = 65_536,
            Duration = TimeSpan.FromSeconds(8),
            Count = 2000,
        }));

    [TestCase("connect", BenchMode.Connect)]
    [TestCase("tput", BenchMode.Tput)]
    [TestCase("rate", BenchMode.Rate)]
    [TestCase("lat", BenchMode.Lat)]
    [TestCase("All", BenchMode.All)]
    public void A_mode_has_a_name(string name, object mode) => Assert.That(Read([("Mode", name)]).Mode, Is.EqualTo(mode));

    [Test]
    public void Each_setting_is_read() =>
        Assert.That(
            Read([("Mode", "lat"), ("Size", "100"), ("Seconds", "0.5"), ("Count", "7")]),
            Is.EqualTo(new BenchOptions
            {
                Mode = BenchMode.Lat,
                Size = 100,
                Duration = TimeSpan.FromSeconds(0.5),
                Count = 7,
            }));

    [TestCase("Mode", "fast")]
    [TestCase("Mode", "3")]
    [TestCase("Mode", "tput,rate")]
    [TestCase("Size", "0")]
    [TestCase("Size", "99999999999")]
    [TestCase("Size", "1e3")]
    [TestCase("Seconds", "0")]
    [TestCase("Seconds", "NaN")]
    [TestCase("Seconds", "1e9")]
    [TestCase("Count", "0")]
    public void A_value_that_cannot_be_is_named_in_the_complaint(string key, string value) =>
        Assert.That(
            () => Read([(key, value)]),
            Throws.InstanceOf<OptionException>().With.Message.StartsWith($"{key} is '{value}'"));

    private static BenchOptions Read((string Key, string Value)[] settings) =>
        BenchOptionsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting =>
                KeyValuePair.Create($"Peer:Bench:{setting.Key}", (string?)setting.Value)))
            .Build());
}
