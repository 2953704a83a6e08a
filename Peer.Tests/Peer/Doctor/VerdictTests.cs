using NUnit.Framework;
using RtcPeer.Peer.CommandLine;
using RtcPeer.Peer.Doctor;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.Peer.Doctor;

public class VerdictTests
{
    private static IEnumerable<object> Stages => Enum.GetValues<Stage>().Cast<object>();

    private static IEnumerable<object> Causes => Enum.GetValues<Cause>().Cast<object>();

    [Test]
    public void Without_failure_there_is_nothing_to_say()
    {
        var verdict = Verdict.Of([Ok(Stage.RelayTcp), StageResult.Skipped(Stage.RelayTls, "no TLS"), Ok(Stage.RelayJoin)]);

        Assert.That(verdict, Is.EqualTo(new Verdict(null, null, ExitCode.Done)));
    }

    [Test]
    public void The_first_failure_counts()
    {
        var stun = Failed(Stage.Stun, Cause.NoAnswer, "stun:a");
        var verdict = Verdict.Of([Ok(Stage.RelayJoin), stun, Failed(Stage.Turn, Cause.Credentials, "turn:a"), Failed(Stage.Gather, Cause.NoCandidates)]);

        Assert.That(verdict.FirstFailure, Is.SameAs(stun));
        Assert.That(verdict.Code, Is.EqualTo(ExitCode.DoctorStun));
    }

    [Test]
    public void A_warning_brings_advice_but_is_no_failure()
    {
        var verdict = Verdict.Of([Ok(Stage.Stun), NatJudgement.Of(new NatKind(NatMapping.Dependent, NatFiltering.Unknown), hasTurn: false)]);

        Assert.That(verdict.Code, Is.EqualTo(ExitCode.Done));
        Assert.That(verdict.Hint, Does.Contain("Add a TURN server"));
    }

    [Test]
    public void Each_stage_has_a_name_and_an_exit_code_of_its_own()
    {
        var stages = Enum.GetValues<Stage>();

        Assert.That(stages.Select(stage => stage.Name()), Is.Unique);
        Assert.That(stages.Select(stage => (int)stage.Code()), Is.EqualTo(Enumerable.Range(20, stages.Length)));
        Assert.That(Enum.GetValues<ExitCode>().Cast<int>(), Is.Unique);
        var help = DoctorCommand.Description.Notes.Split('\n');
        foreach (var stage in stages)
        {
            Assert.That(help, Has.Some.StartsWith($"  {(int)stage.Code()} {stage.Name()} "));
        }
    }

    [TestCaseSource(nameof(Stages))]
    public void Every_failure_has_one_piece_of_advice(object stage) =>
        Assert.That(
            Causes.Select(cause => Verdict.Of([Failed((Stage)stage, (Cause)cause, "x")]).Hint),
            Is.All.Not.Null.And.All.Matches<string?>(hint => hint!.EndsWith('.') && hint.Length < 300));

    [Test]
    public void Blocked_UDP_shows_in_who_answers()
    {
        var silent = Failed(Stage.Stun, Cause.NoAnswer, "stun:a");

        Assert.That(Hint(silent), Does.Contain("TURN server over TLS"));
        Assert.That(Hint(silent, Ok(Stage.Turn, "turns:b")), Does.StartWith("Only servers over TCP or TLS answer"));
        Assert.That(Hint(silent, Ok(Stage.Turn, "turn:b?transport=tcp")), Does.StartWith("Only servers over TCP or TLS answer"));
        Assert.That(Hint(silent, Ok(Stage.Turn, "turn:b")), Does.StartWith("Another server answers over UDP"));
        Assert.That(Hint(silent, Failed(Stage.Turn, Cause.Credentials, "turn:b")), Does.StartWith("Another server answers over UDP"));
        Assert.That(Hint(silent, Failed(Stage.Turn, Cause.NoAnswer, "turn:b")), Does.Contain("TURN server over TLS"));
    }

    private static string? Hint(params StageResult[] results) => Verdict.Of(results).Hint;

    private static StageResult Ok(Stage stage, string? target = null) => new(stage, Outcome.Ok, "well") { Target = target };

    private static StageResult Failed(Stage stage, Cause cause, string? target = null) =>
        new(stage, Outcome.Failed, "bad") { Cause = cause, Target = target };
}
