using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using RtcPeer.Peer.CommandLine;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;

namespace RtcPeer.Peer.Tests.Peer.CommandLine;

public class SettingTableTests
{
    private static readonly Setting[] Settings = [.. SettingTable.Groups.SelectMany(group => group.Settings)];

    [Test]
    public void A_flag_is_described_once()
    {
        Assert.That(Settings.Select(setting => setting.Flag), Is.Unique);
        Assert.That(Settings.Select(setting => setting.ShortFlag).OfType<string>(), Is.Unique);
    }

    [Test]
    public void Each_flag_belongs_to_a_command_and_is_told_in_sentences()
    {
        var commands = CommandTable.Subcommands.Prepend(CommandTable.Root).ToArray();
        foreach (var setting in Settings)
        {
            Assert.That(commands.Any(command => setting.Commands.HasFlag(command.Id)), setting.Flag);
            Assert.That(setting.Description, Does.EndWith("."), setting.Flag);
        }
    }

    [Test]
    public void The_twin_in_the_environment_follows_from_the_key()
    {
        Assert.That(Find("--path-timeout").Variable, Is.EqualTo("RTCPEER_PEER__PATHTIMEOUT"));
        Assert.That(Find("--mode").Variable, Is.EqualTo("RTCPEER_PEER__BENCH__MODE"));
        Assert.That(Find("--help").Variable, Is.Null);
    }

    [Test]
    public void The_name_of_a_twin_is_that_of_the_flag_without_dashes()
    {
        foreach (var setting in Settings.Where(setting => setting.Key is not null && setting.Kind != SettingKind.Level))
        {
            Assert.That(
                setting.Key!.Split(':')[^1],
                Is.EqualTo(setting.Flag.Replace("-", "", StringComparison.Ordinal)).IgnoreCase,
                setting.Flag);
        }
    }

    [Test]
    public void The_readme_tells_each_flag_of_peer_and_invents_none()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var section = readme[readme.IndexOf("\n### peer\n", StringComparison.Ordinal)..readme.IndexOf("\n### peer send, peer receive\n", StringComparison.Ordinal)];
        var told = section.Split('\n')
            .Where(line => line.StartsWith("| `-", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, index) => index % 2 == 1))
            .Select(name => name.Split(' ')[0])
            .Where(name => name != "-vv")
            .Select(name => Settings.FirstOrDefault(setting => setting.Flag == name || setting.ShortFlag == name)?.Flag ?? name)
            .Distinct();
        var flags = CommandTable.Root.Settings.Where(setting => setting.Key is not null).Select(setting => setting.Flag);

        Assert.That(told, Is.EquivalentTo(flags));
        foreach (var setting in Settings.Where(setting => setting.Key is not null))
        {
            Assert.That(readme, Does.Contain(setting.ShortFlag ?? setting.Flag));
        }
    }

    [Test]
    public void The_file_of_settings_has_keys_of_the_table_alone_and_says_what_counts_anyway()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.json")).Build();
        var written = file.GetSection(PeerOptionsReader.Section).GetChildren().Where(entry => entry.Key != "IceServers").ToArray();

        Assert.That(written.Select(entry => entry.Key), Is.SubsetOf(Settings.Select(setting => setting.Key)));
        Assert.That(
            PeerOptionsReader.Read(file),
            Is.EqualTo(PeerOptionsReader.Read(new ConfigurationBuilder().Build())));
    }

    private static Setting Find(string flag) => Settings.Single(setting => setting.Flag == flag);
}
