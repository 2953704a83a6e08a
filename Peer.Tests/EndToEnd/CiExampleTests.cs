using System.Text.RegularExpressions;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>The jobs of docs/ci.md do what is said there.</summary>
[CancelAfter(90_000)]
public class CiExampleTests
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "ci.md"));

    [Test]
    public void Both_systems_run_the_same_commands() => Assert.That(Blocks(6), Is.EqualTo(Blocks(10)).And.Length.EqualTo(2));

    [TestCase("0", (int)ExitCode.Done)]
    [TestCase("1", (int)ExitCode.NotExpected)]
    public async Task The_jobs_meet_and_end_by_the_verdict(string testsExit, int serviceExit, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("rtcpeer-ci-");
        try
        {
            await WriteProgramAsync(folder, "start-service", "", ct);
            await WriteProgramAsync(folder, "hostname", "echo 192.0.2.1", ct);
            await WriteProgramAsync(folder, "run-tests", $"[ \"$1\" = 192.0.2.1 ] && exit {testsExit}; exit 9", ct);
            var (relay, url) = await Programs.ListeningRelayAsync(ct);
            await using var _ = relay;

            await using var service = Job("service", Blocks(10)[0], folder, url);
            await using var tests = Job("tests", Blocks(10)[1], folder, url);

            await tests.AssertExitAsync(testsExit == "0" ? 0 : 1, ct);
            await service.AssertExitAsync(serviceExit, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A job as a runner starts it: with bash -e, without a stdin.</summary>
    private static ProgramRun Job(string name, string commands, DirectoryInfo folder, string url)
    {
        var job = ProgramRun.Start(
            name, Requires.Program("bash"), ["-e", "-o", "pipefail", "-c", $"cd '{folder.FullName}'\n{commands}"],
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{folder.FullName}:{Path.GetDirectoryName(Repository.Program("Peer", "peer"))}:{Environment.GetEnvironmentVariable("PATH")}",
                ["RTCPEER_PEER__URL"] = url,
                ["RTCPEER_PEER__TIMEOUT"] = "60",
                ["ROOM"] = "ci-1",
            });
        job.CloseInput();
        return job;
    }

    private static async Task WriteProgramAsync(DirectoryInfo folder, string name, string commands, CancellationToken ct)
    {
        var path = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(path, $"#!/usr/bin/env bash\n{commands}\n", ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The commands in blocks of the given indentation, a text for each job.</summary>
    private static string[] Blocks(int indentation)
    {
        var blocks = new List<string>();
        var inside = false;
        foreach (var line in Document)
        {
            if (Regex.IsMatch(line, $@"^ {{{indentation - 4},{indentation - 2}}}- (run: )?\|$"))
            {
                blocks.Add("");
                inside = true;
            }
            else if (inside && line.StartsWith(new string(' ', indentation), StringComparison.Ordinal))
            {
                blocks[^1] += line[indentation..] + "\n";
            }
            else
            {
                inside = false;
            }
        }

        return [.. blocks];
    }
}
