using NUnit.Framework;
using RtcPeer.Peer.CommandLine;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.Peer.CommandLine;

[CancelAfter(60_000)]
public class ManPageTests
{
    [Test]
    public void It_has_every_option_twin_command_and_exit_code()
    {
        var page = ManPage.Write().Replace("\\-", "-", StringComparison.Ordinal);
        foreach (var setting in SettingTable.Groups.SelectMany(group => group.Settings))
        {
            Assert.That(page, Does.Contain($"\n.B {HelpPage.Names(setting)}\n"));
            Assert.That(page, Does.Contain(setting.Variable ?? ""));
        }

        foreach (var command in CommandTable.Subcommands)
        {
            Assert.That(page, Does.Contain($"\n.SS {HelpPage.Usage(command)}\n"));
        }

        foreach (var code in Enum.GetValues<ExitCode>())
        {
            Assert.That(page, Does.Contain($"\n.B {(int)code}\n{code.Meaning()}\n"));
        }
    }

    [Test]
    public async Task Groff_has_nothing_to_complain_of(CancellationToken ct)
    {
        await using var groff = ProgramRun.Start("groff", Requires.Program("groff"), ["-ww", "-man", "-Tutf8", "-"]);
        await groff.WriteAsync(ManPage.Write(), ct);
        groff.CloseInput();

        await groff.AssertExitAsync(0, ct);
        Assert.That(groff.Error.Text, Is.Empty);
        Assert.That(groff.Output.Text, Does.Contain("RTCPEER_PEER__PATHTIMEOUT"));
    }
}
