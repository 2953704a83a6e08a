using System.CommandLine;
using NUnit.Framework;
using RtcPeer.Peer.CommandLine;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.Peer.CommandLine;

public class PeerCommandTests
{
    [TestCase("--nonsense")]
    [TestCase("word")]
    [TestCase("--url")]
    [TestCase("--url http://localhost/")]
    [TestCase("--timeout x")]
    [TestCase("--caller maybe")]
    [TestCase("--url ws://a/ --url ws://b/")]
    [TestCase("--ice-server http://localhost/")]
    [TestCase("--ice-server turn:localhost")]
    [TestCase("--ice-server stun:localhost stun:localhost")]
    [TestCase("--ice-policy some")]
    [TestCase("bench --ice-policy some")]
    [TestCase("--interface none9")]
    [TestCase("doctor --interface none9")]
    [TestCase("--peers none")]
    [TestCase("--binary --peers 2")]
    [TestCase("--binary --prefix")]
    [TestCase("bench --peers 2")]
    [TestCase("--mtu 100")]
    [TestCase("bench --mtu all")]
    [TestCase("bench --mode fast")]
    [TestCase("bench --mode 1")]
    [TestCase("bench --size 0")]
    [TestCase("bench --seconds -1")]
    [TestCase("bench --count 1.5")]
    [TestCase("bench --binary")]
    [TestCase("bench --url http://localhost/")]
    [TestCase("--mode lat")]
    public async Task A_wrong_command_line_is_told_on_stderr_alone_and_exits_2(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("error: ").And.Match("'peer( bench| doctor)? --help'"));
    }

    [TestCase("--room")]
    [TestCase("--url")]
    [TestCase("--channel")]
    [TestCase("--timeout")]
    [TestCase("--ice-server")]
    [TestCase("--ice-policy")]
    [TestCase("--peers")]
    [TestCase("--mtu")]
    public async Task An_empty_value_on_the_command_line_is_a_mistake(string option)
    {
        // As a script makes it with --room "$ROOM": without a room, it would be in the one that all others share.
        var (code, _, error) = await RunAsync([option, ""]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain($"{option} is empty"));
    }

    [Test]
    public async Task A_complaint_cannot_steer_the_terminal()
    {
        var (_, _, error) = await RunAsync(["\e]0;title\a"]);
        Assert.That(error, Does.Not.Contain('\e').And.Not.Contain('\a'));
    }

    [Test]
    public async Task Help_names_every_exit_code_and_exits_0()
    {
        var (code, output, error) = await RunAsync(["--help"]);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(error, Is.Empty);
        foreach (var value in Enum.GetValues<ExitCode>())
        {
            Assert.That(output, Does.Match($@"(?m)^ +{(int)value}  \S"));
        }

        Assert.That(output, Does.Contain("Examples:").And.Contain("RTCPEER_PEER__PATHTIMEOUT"));
    }

    [Test]
    public async Task Help_of_bench_names_what_the_modes_measure()
    {
        var (code, output, error) = await RunAsync(["bench", "--help"]);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(error, Is.Empty);
        foreach (var mode in new[] { "connect", "tput", "rate", "lat" })
        {
            Assert.That(output, Does.Match($@"(?m)^  {mode} +\w"));
        }
    }

    [Test]
    public async Task Help_of_each_command_names_its_options_and_no_others()
    {
        foreach (var command in CommandTable.Subcommands.Prepend(CommandTable.Root))
        {
            var (code, output, error) = await RunAsync([.. command.Line.Split(' ').Skip(1), "--help"]);

            Assert.That(code, Is.EqualTo(ExitCode.Done));
            Assert.That(error, Is.Empty);
            foreach (var setting in SettingTable.Groups.SelectMany(group => group.Settings))
            {
                Assert.That(
                    output.Contains($"  {HelpPage.Names(setting)} ", StringComparison.Ordinal),
                    Is.EqualTo(setting.Commands.HasFlag(command.Id)),
                    $"{setting.Flag} of {command.Line}");
            }
        }
    }

    [Test]
    public async Task Version_is_one_line_on_stdout()
    {
        var (code, output, error) = await RunAsync(["--version"]);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Match(@"^\d+\.\d+\.\d+\S*\r?\n$"));
        Assert.That(error, Is.Empty);
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PeerCommand.RunAsync(
            arguments, new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
