using NUnit.Framework;
using RtcPeer.Peer.CommandLine;
using RtcPeer.Peer.CommandLine.Completion;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.Peer.CommandLine;

[CancelAfter(60_000)]
public class CompletionTests
{
    /// <summary>Asks bash as its completion does: the last word is the one that is typed.</summary>
    private const string Ask =
        """

        while IFS= read -r line; do
          eval "COMP_WORDS=($line)"
          COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
          _peer 2>&1
          echo "${COMPREPLY[*]}"
        done
        """;

    [Test]
    public async Task Bash_completes_commands_options_values_and_files(CancellationToken ct)
    {
        var bash = Requires.Program("bash");
        var folder = Directory.CreateTempSubdirectory("rtcpeer-completion-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ca one.pem"), "", ct);
            folder.CreateSubdirectory("ca-folder");
            var asked = new (string Line, string Found)[]
            {
                ("peer do", "doctor"),
                ("peer --ice-p", "--ice-policy"),
                ("peer --ice-policy ''", "all relay"),
                ("peer --ice-policy r", "relay"),
                ("peer --mtu ''", "auto"),
                ("peer --room ''", ""),
                ("peer bench --mode l", "lat"),
                ("peer --caller bench --secon", "--seconds"),
                ("peer bench --bin", ""),
                ("peer doctor --js", "--json"),
                ("peer completion ''", "bash zsh fish pwsh"),
                ("peer completion p", "pwsh"),
                ($"peer --ca {folder.FullName}/ca\\ o", $"{folder.FullName}/ca one.pem"),
                ($"peer --ca {folder.FullName}/ca-", $"{folder.FullName}/ca-folder"),
            };
            await using var run = ProgramRun.Start("bash", bash, ["-c", BashScript.Write() + Ask]);
            await run.WriteAsync(string.Concat(asked.Select(ask => ask.Line + "\n")), ct);
            run.CloseInput();

            await run.AssertExitAsync(0, ct);
            Assert.That(run.Output.Text.TrimEnd('\n').Split('\n'), Is.EqualTo(asked.Select(ask => ask.Found)), run.Describe());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Other_shells_that_are_here_can_read_their_script(CancellationToken ct)
    {
        foreach (var (shell, script) in new[] { ("zsh", ZshScript.Write()), ("fish", FishScript.Write()) })
        {
            if (Requires.OnPath(shell) is { } path)
            {
                await using var run = ProgramRun.Start(shell, path, ["-n"]);
                await run.WriteAsync(script, ct);
                run.CloseInput();

                await run.AssertExitAsync(0, ct);
                Assert.That(run.Error.Text, Is.Empty, shell);
            }
        }
    }

    [Test]
    public void Every_script_has_every_option_of_every_command()
    {
        foreach (var command in CommandTable.Subcommands.Prepend(CommandTable.Root))
        {
            foreach (var setting in command.Settings)
            {
                foreach (var script in new[] { BashScript.Write(), ZshScript.Write(), PowerShellScript.Write() })
                {
                    Assert.That(script, Does.Contain(setting.Flag));
                }

                Assert.That(FishScript.Write(), Does.Contain($" -l {setting.Flag[2..]}"));
            }
        }
    }
}
