using NUnit.Framework;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Trust;

public class GatekeeperTests
{
    private static readonly SharedSecret Marble = new("marble");
    private static readonly SharedSecret Guitar = new("guitar");

    [Test]
    public void Two_who_know_the_secret_let_each_other_in_after_three_steps()
    {
        var (caller, callee) = Met(Marble, Marble);
        callee.Open(AtCallee());
        caller.Open(AtCaller());

        // caller -> share -> callee
        var share = caller.NextStep();
        Assert.That(share, Has.Property("Share").Length.EqualTo(65).And.Property("Confirmation").Null);
        callee.Hear("a", share);

        // callee -> share, confirmation -> caller
        var answer = callee.NextStep();
        Assert.That(answer, Has.Property("Share").Length.EqualTo(65).And.Property("Confirmation").Length.EqualTo(32));
        Assert.That(answer.Id, Is.EqualTo(share.Id));
        Assert.That(callee.LetIn, Is.Empty);
        caller.Hear("b", answer);
        Assert.That(caller.LetIn, Has.Count.EqualTo(1));

        // caller -> confirmation -> callee
        callee.Hear("a", caller.NextStep());
        Assert.That(callee.LetIn, Has.Count.EqualTo(1));
        Assert.That(caller.Sent.Concat(callee.Sent), Is.Empty);
    }

    [TestCase("x", "B", "A", "B", TestName = "The_callee_sees_another_certificate_of_the_caller")]
    [TestCase("A", "B", "A", "x", TestName = "The_caller_sees_another_certificate_of_the_callee")]
    [TestCase("x", "B", "A", "x", TestName = "Both_see_another_certificate")]
    public void Who_sees_other_certificates_is_turned_away(string callerAtCallee, string callee1, string caller1, string calleeAtCaller)
    {
        var (caller, callee) = Met(Marble, Marble);
        callee.Open(AtCallee(callerAtCallee, callee1));
        caller.Open(AtCaller(caller1, calleeAtCaller));
        Exchange(caller, callee);

        Assert.That(caller.TurnedAway, Is.EqualTo(new[] { TrustFailure.OtherSecret }));
        Assert.That(callee.TurnedAway, Is.EqualTo(new[] { TrustFailure.OtherSecret }));
        Assert.That(caller.LetIn.Concat(callee.LetIn), Is.Empty);
    }

    [Test]
    public void What_is_lost_is_said_again_and_counts_once()
    {
        var (caller, callee) = Met(Marble, Marble);
        callee.Open(AtCallee());
        caller.Open(AtCaller());
        var share = caller.NextStep();
        Assert.That(caller.Gatekeeper.NextDeadline, Is.EqualTo(TimeSpan.FromSeconds(3)));
        caller.Tick(3);
        Assert.That(caller.NextStep(), Is.EqualTo(share));
        callee.Hear("a", share);
        var answer = callee.NextStep();
        callee.Hear("a", share);
        Assert.That(callee.NextStep(), Is.EqualTo(answer));
        caller.Hear("b", answer);
        var last = caller.NextStep();
        caller.Hear("b", answer);
        Assert.That(caller.NextStep(), Is.EqualTo(last));
        callee.Hear("a", last);
        callee.Hear("a", last);

        Assert.That(callee.LetIn, Has.Count.EqualTo(1));
        Assert.That(caller.LetIn, Has.Count.EqualTo(1));
        Assert.That(callee.Gatekeeper.Guesses, Is.Zero);
    }

    [Test]
    public void A_relay_that_keeps_the_proof_back_gains_nothing()
    {
        var (caller, callee) = Met(Marble, Marble);
        callee.Open(AtCallee());
        caller.Open(AtCaller());
        callee.Hear("a", caller.NextStep());
        foreach (var time in new[] { 3, 6, 9, 12, 15 })
        {
            caller.Tick(time);
            callee.Tick(time);
        }

        Assert.That(caller.TurnedAway, Is.EqualTo(new[] { TrustFailure.NoProof }));
        Assert.That(callee.TurnedAway, Is.EqualTo(new[] { TrustFailure.NoProof }));
        Assert.That(callee.Gatekeeper.Guesses, Is.EqualTo(1));
        Assert.That(callee.Gatekeeper.NextDeadline, Is.Null);
    }

    [Test]
    public void There_is_one_guess_to_a_connection()
    {
        var (caller, callee) = Met(Guitar, Marble);
        callee.Open(AtCallee());
        caller.Open(AtCaller());
        callee.Hear("a", caller.NextStep());
        var answer = callee.NextStep();
        var other = new TestGate("a", new TrustSettings(Marble, null));
        other.Meet("b", TrustDemand.Secret);
        other.Open(AtCaller());
        var second = other.NextStep();

        // A flood of other beginnings, under the same id and others, is answered with what was said before, or not at all.
        for (var i = 0; i < 1000; i++)
        {
            callee.Hear("a", second);
            callee.Hear("a", second with { Id = $"{i}" });
            callee.Hear($"stranger {i}", second);
        }

        Assert.That(callee.Sent, Is.Empty);
        callee.Hear("a", second with { Id = answer.Id });
        Assert.That(callee.NextStep(), Is.EqualTo(answer));
        callee.Hear("a", new TrustStep(answer.Id) { Confirmation = new byte[32] });
        Assert.That(callee.TurnedAway, Is.EqualTo(new[] { TrustFailure.OtherSecret }));
        callee.Hear("a", new TrustStep(answer.Id) { Confirmation = new byte[32] });
        Assert.That(callee.TurnedAway, Has.Count.EqualTo(1));
    }

    [Test]
    public void After_three_wrong_guesses_nobody_is_let_in_who_knows_the_secret_either()
    {
        var callee = new TestGate("b", new TrustSettings(Marble, null));
        foreach (var name in new[] { "guesser 1", "guesser 2", "guesser 3" })
        {
            Exchange(Caller(name, Guitar), callee, name);
        }

        Assert.That(callee.TurnedAway, Is.EqualTo(Enumerable.Repeat(TrustFailure.OtherSecret, 3)));
        Assert.That(callee.Gatekeeper.IsClosed, Is.True);
        callee.TurnedAway.Clear();
        var late = Caller("late", Marble);
        Exchange(late, callee, "late");

        Assert.That(callee.TurnedAway, Is.EqualTo(new[] { TrustFailure.TooManyGuesses }));
        Assert.That(late.LetIn, Is.Empty);
    }

    [Test]
    public void Who_leaves_before_the_proof_has_guessed()
    {
        var (caller, callee) = Met(Guitar, Marble);
        var connection = callee.Open(AtCallee());
        caller.Open(AtCaller());
        callee.Hear("a", caller.NextStep());

        Assert.That(callee.Gatekeeper.Ended(connection), Is.True);
        Assert.That(callee.Gatekeeper.Guesses, Is.EqualTo(1));
        Assert.That(callee.Gatekeeper.Ended(connection), Is.False);
    }

    [Test]
    public void The_first_step_may_come_before_the_channel_is_open_here()
    {
        var (caller, callee) = Met(Marble, Marble);
        caller.Open(AtCaller());
        callee.Hear("a", caller.NextStep());
        callee.Open(AtCallee());
        caller.Hear("b", callee.NextStep());
        callee.Hear("a", caller.NextStep());

        Assert.That(callee.LetIn, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_new_connection_of_the_same_two_is_proven_anew()
    {
        var (caller, callee) = Met(Marble, Marble);
        for (var i = 1; i <= 2; i++)
        {
            callee.Open(AtCallee());
            caller.Open(AtCaller());
            Exchange(caller, callee);

            Assert.That(caller.LetIn, Has.Count.EqualTo(i));
            Assert.That(callee.LetIn, Has.Count.EqualTo(i));
        }
    }

    [TestCase(true, false, "none")]
    [TestCase(true, false, "compare")]
    [TestCase(true, false, null)]
    [TestCase(false, false, "secret")]
    [TestCase(false, true, "secret")]
    [TestCase(false, true, null)]
    public void What_cannot_be_had_is_said_at_once(bool hasSecret, bool verifies, string? theirs)
    {
        var gate = new TestGate("b", new TrustSettings(hasSecret ? Marble : null, verifies ? new FakeVerifier() : null));
        gate.Meet("a", TrustDemands.Find(theirs));
        gate.Open(AtCallee());

        Assert.That(gate.TurnedAway, Has.Count.EqualTo(1));
        Assert.That(gate.LetIn, Is.Empty);
        Assert.That(gate.Sent, Is.Empty);
    }

    [TestCase("none")]
    [TestCase((string?)null)]
    public void Where_nobody_demands_anything_nothing_is_said(string? theirs)
    {
        var gate = new TestGate("a", TrustSettings.None);
        gate.Meet("b", TrustDemands.Find(theirs));
        gate.Open(AtCaller());

        Assert.That(gate.LetIn, Has.Count.EqualTo(1));
        Assert.That(gate.Announced, Is.Null);
        Assert.That(gate.Sent, Is.Empty);
    }

    [Test]
    public void Who_speaks_has_the_channel()
    {
        var (caller, callee) = (new TestGate("a", TrustSettings.None), new TestGate("b", new TrustSettings(null, new FakeVerifier())));
        caller.Meet("b", TrustDemand.Compare);
        callee.Meet("a", TrustDemand.None);
        caller.Open(AtCaller());
        Assert.That(caller.LetIn, Has.Count.EqualTo(1));
        Assert.That(caller.Announced, Has.Property("IsCompleted").False);

        callee.Open(AtCallee());
        Exchange(caller, callee);

        Assert.That(caller.Announced, Has.Property("IsCompleted").True);
    }

    [Test]
    public async Task Numbers_are_the_same_where_the_certificates_are_and_the_persons_word_counts([Values] bool isSame)
    {
        var person = new FakeVerifier();
        var (caller, callee) = (new TestGate("a", new TrustSettings(null, person)), new TestGate("b", TrustSettings.None));
        caller.Meet("b", TrustDemand.None);
        callee.Meet("a", TrustDemand.Compare);
        callee.Open(AtCallee());
        caller.Open(AtCaller());
        Exchange(caller, callee);
        Assert.That(callee.LetIn, Has.Count.EqualTo(1));
        Assert.That(caller.LetIn, Is.Empty);
        Assert.That(caller.Gatekeeper.IsAsking, Is.True);
        Assert.That(await person.NumberAsync(CancellationToken.None), Does.Match(@"^\d{4} \d{4}$"));
        person.Answer(isSame);
        (await caller.Posted.Task)();

        Assert.That(caller.LetIn, Has.Count.EqualTo(isSame ? 1 : 0));
        Assert.That(caller.TurnedAway, Is.EqualTo(isSame ? [] : new[] { TrustFailure.NumbersDiffer }));
        Exchange(caller, callee);
        Assert.That(callee.Dismissed, Is.EqualTo(isSame ? [] : callee.LetIn));
    }

    [Test]
    public void A_nonce_other_than_the_one_committed_to_is_refused()
    {
        var callee = new TestGate("b", new TrustSettings(null, new FakeVerifier()));
        callee.Meet("a", TrustDemand.Compare);
        callee.Open(AtCallee());
        callee.Hear("a", new TrustStep("1") { Commitment = new byte[32] });
        Assert.That(callee.NextStep().Nonce, Has.Length.EqualTo(16));
        callee.Hear("a", new TrustStep("1") { Nonce = new byte[16] });

        Assert.That(callee.NextStep().IsRefusal, Is.True);
        Assert.That(callee.TurnedAway, Has.Count.EqualTo(1));
    }

    private static (TestGate Caller, TestGate Callee) Met(SharedSecret ofCaller, SharedSecret ofCallee)
    {
        var (caller, callee) = (Caller("a", ofCaller), new TestGate("b", new TrustSettings(ofCallee, null)));
        callee.Meet("a", TrustDemand.Secret);
        return (caller, callee);
    }

    private static TestGate Caller(string name, SharedSecret secret)
    {
        var caller = new TestGate(name, new TrustSettings(secret, null));
        caller.Meet("b", TrustDemand.Secret);
        return caller;
    }

    /// <summary>Opens a connection between the two, and has them say all that they have to say.</summary>
    private static void Exchange(TestGate caller, TestGate callee, string name)
    {
        callee.Meet(name, TrustDemand.Secret);
        callee.Open(AtCallee() with { Caller = name });
        caller.Open(AtCaller() with { Caller = name });
        Exchange(caller, callee);
    }

    private static void Exchange(TestGate caller, TestGate callee)
    {
        while (caller.Sent.Count + callee.Sent.Count > 0)
        {
            var (from, to) = caller.Sent.Count > 0 ? (caller, callee) : (callee, caller);
            to.Hear(from.Uuid, from.NextStep());
        }
    }

    private static TrustContext AtCaller(string caller = "A", string callee = "B") => new(true, "a", "b", caller, callee);

    private static TrustContext AtCallee(string caller = "A", string callee = "B") => new(false, "a", "b", caller, callee);
}
