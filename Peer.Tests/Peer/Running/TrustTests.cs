using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>Runs of the program that want to know who is at the other end, with relays that mean well and ill.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrustTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task Two_with_the_same_secret_talk(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee(Secret("493-817-205")));
        await using var caller = new RunningPeer(Caller(Secret(" 493817205\n")));
        caller.Write("one\n");
        Assert.That(await callee.ReadToAsync("\n", ct), Is.EqualTo("one\n"));
        caller.CloseInput();

        Assert.That(await Task.WhenAll(caller.Exit, callee.Exit).WaitAsync(ct), Has.All.EqualTo(ExitCode.Done));
        Assert.That(caller.Log.Lines, Has.Some.Contains("knows the secret"));
        Assert.That(callee.Log.Lines, Has.Some.Contains("knows the secret"));
    }

    [Test]
    public async Task Two_with_different_secrets_say_nothing_and_both_tell_why(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Callee(Secret("marble")));
        await using var caller = new RunningPeer(Caller(Secret("guitar")));

        await AssertTurnedAwayAsync(caller, callee, ct);
        Assert.That(caller.Log.Lines, Has.Some.Contains(TrustFailure.OtherSecret.Reason));
        Assert.That(callee.Log.Lines, Has.Some.Contains(TrustFailure.OtherSecret.Reason).Or.Some.Contains(TrustFailure.LeftBefore.Reason));
    }

    [Test]
    public async Task One_with_a_secret_does_not_talk_to_one_without([Values] bool callerHasIt, CancellationToken ct)
    {
        var (withSecret, without) = (TrustFailure.NoSecretThere.Reason, TrustFailure.NoSecretHere.Reason);
        await using var callee = new RunningPeer(Callee(callerHasIt ? TrustSettings.None : Secret("marble")));
        await using var caller = new RunningPeer(Caller(callerHasIt ? Secret("marble") : TrustSettings.None));

        await AssertTurnedAwayAsync(caller, callee, ct);
        Assert.That(caller.Log.Lines, Has.Some.Contains(callerHasIt ? withSecret : without));
        Assert.That(callee.Log.Lines, Has.Some.Contains(callerHasIt ? without : withSecret));
    }

    [Test]
    public async Task Nothing_is_said_to_a_program_that_knows_of_no_secrets(CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var channel = other.Connection.CreateDataChannel("chat");
        await using var callee = new RunningPeer(Callee(Secret("marble")));
        await callee.Log.WaitForAsync("joined", ct);
        await other.JoinAsync(_relay.Url(), ct);
        callee.Write("for somebody else\n");

        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        Assert.That(channel.TryRead(out _), Is.False);
    }

    [Test]
    public async Task A_relay_between_the_two_is_found_out_by_the_secret(CancellationToken ct)
    {
        await using var middle = await StandBetweenAsync(ct);
        await using var callee = new RunningPeer(Callee(Secret("marble"), "/b"));
        await using var caller = new RunningPeer(Caller(Secret("marble"), "/a"));

        await AssertTurnedAwayAsync(caller, callee, ct);
        Assert.That(middle.Overheard, Is.Empty);
        Assert.That(caller.Log.Lines, Has.Some.Contains(TrustFailure.OtherSecret.Reason));
    }

    [Test]
    public async Task Without_a_secret_the_numbers_tell_of_a_relay_between_the_two(CancellationToken ct)
    {
        await using var middle = await StandBetweenAsync(ct);
        var (atCaller, atCallee) = (new FakeVerifier(), new FakeVerifier());
        await using var callee = new RunningPeer(Callee(Verify(atCallee), "/b"));
        await using var caller = new RunningPeer(Caller(Verify(atCaller), "/a"));

        var (one, other) = (await atCaller.NumberAsync(ct), await atCallee.NumberAsync(ct));
        Assert.That(one, Does.Match(@"^\d{4} \d{4}$").And.Not.EqualTo(other));
        atCaller.Answer(isSame: false);
        await AssertTurnedAwayAsync(caller, callee, ct);
        Assert.That(middle.Overheard, Is.Empty);
    }

    [Test]
    public async Task Without_anything_a_relay_between_the_two_reads_along(CancellationToken ct)
    {
        await using var middle = await StandBetweenAsync(ct);
        await using var callee = new RunningPeer(Callee(TrustSettings.None, "/b"));
        await using var caller = new RunningPeer(Caller(TrustSettings.None, "/a"));
        caller.Write("secret\n");

        Assert.That(await callee.ReadToAsync("\n", ct), Is.EqualTo("secret\n"));
        Assert.That(middle.Overheard, Is.EqualTo(new[] { "secret" }));
    }

    [Test]
    public async Task Both_show_the_same_number_and_talk_when_both_have_said_so(CancellationToken ct)
    {
        var (atCaller, atCallee) = (new FakeVerifier(), new FakeVerifier());
        await using var callee = new RunningPeer(Callee(Verify(atCallee)));
        await using var caller = new RunningPeer(Caller(Verify(atCaller)));
        var (one, other) = (await atCaller.NumberAsync(ct), await atCallee.NumberAsync(ct));
        Assert.That(one, Is.EqualTo(other));
        caller.Write("one\n");
        Assert.That(caller.Log.Lines, Has.None.Contains("channel open"));
        atCallee.Answer(isSame: true);
        atCaller.Answer(isSame: true);

        Assert.That(await callee.ReadToAsync("\n", ct), Is.EqualTo("one\n"));
    }

    [Test]
    public async Task One_who_does_not_ask_to_compare_shows_the_number_all_the_same_and_hears_of_a_refusal(CancellationToken ct)
    {
        var atCaller = new FakeVerifier();
        await using var callee = new RunningPeer(Callee(TrustSettings.None));
        await using var caller = new RunningPeer(Caller(Verify(atCaller)));

        var number = await atCaller.NumberAsync(ct);
        await callee.Log.WaitForAsync($"compare this number: \"{number}\"", ct);
        atCaller.Answer(isSame: false);

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.ConnectionLost));
        Assert.That(callee.Log.Lines, Has.Some.Contains(TrustFailure.RefusedThere.Reason));
    }

    [Test]
    public async Task Each_callee_of_a_caller_proves_itself_and_one_that_cannot_disturbs_nobody(CancellationToken ct)
    {
        await using var caller = new RunningPeer(Caller(Secret("marble")));
        await using var first = new RunningPeer(Callee(Secret("marble")));
        await caller.Log.WaitForAsync("channel open", ct);
        await using var wrong = new RunningPeer(Callee(Secret("guitar")));
        Assert.That(await wrong.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted));
        await caller.Log.WaitForAsync("away: ", ct);
        await using var second = new RunningPeer(Callee(Secret("marble")));
        await second.Log.WaitForAsync("channel open", ct);
        await caller.Log.WaitForTimesAsync("channel open", 2, ct);
        caller.Write("to both\n");

        Assert.That(await first.ReadToAsync("\n", ct), Is.EqualTo("to both\n"));
        Assert.That(await second.ReadToAsync("\n", ct), Is.EqualTo("to both\n"));
        Assert.That(await wrong.ReadToEndAsync(ct), Is.Empty);
    }

    private static TrustSettings Secret(string secret) => new(new SharedSecret(secret), null);

    private static TrustSettings Verify(FakeVerifier verifier) => new(null, verifier);

    private async Task<ManInTheMiddle> StandBetweenAsync(CancellationToken ct)
    {
        var middle = new ManInTheMiddle(_relay.Url("/a"), _relay.Url("/b"));
        await middle.JoinedAsync(ct);
        return middle;
    }

    private PeerOptions Callee(TrustSettings trust, string room = "/") => new() { Url = _relay.Url(room), Trust = trust };

    private PeerOptions Caller(TrustSettings trust, string room = "/") => Callee(trust, room) with { Caller = true };

    /// <summary>What is typed at both ends goes nowhere.</summary>
    private static async Task AssertTurnedAwayAsync(RunningPeer caller, RunningPeer callee, CancellationToken ct)
    {
        caller.Write("of the caller\n");
        callee.Write("of the callee\n");
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted), string.Join('\n', caller.Log.Lines));
        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTrusted), string.Join('\n', callee.Log.Lines));
        Assert.That(await caller.ReadToEndAsync(ct), Is.Empty);
        Assert.That(await callee.ReadToEndAsync(ct), Is.Empty);
    }
}
