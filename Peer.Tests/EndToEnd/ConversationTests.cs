using System.Globalization;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>What goes into one peer comes out of the other, and exit 0 means that all of it did.</summary>
[CancelAfter(90_000)]
public class ConversationTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Lines_go_both_ways_and_the_end_of_one_stdin_ends_only_its_direction(bool callerEnds, CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);
        await pair.AssertTalksAsync("hello", ct);
        var (ends, other) = pair.From(callerEnds);

        await ends.WriteAsync("last words", ct);
        ends.CloseInput();
        await other.WaitForOutputAsync("^last words$", ct);
        await other.WriteAsync("and an answer\n", ct);
        other.CloseInput();

        await ends.AssertExitAsync((int)ExitCode.Done, ct);
        await other.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(other.Output.Text, Does.EndWith("\nlast words"));
        Assert.That(ends.Output.Text, Does.EndWith("\nand an answer\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Many_lines_arrive_all_and_in_order_before_both_exit_with_0(bool callerSends, CancellationToken ct)
    {
        var lines = string.Concat(Enumerable.Range(1, 50_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n")));
        await using var pair = await ConnectedPair.StartAsync(ct);
        var (sender, receiver) = pair.From(callerSends);

        await sender.WriteAsync(lines, ct);
        sender.CloseInput();

        await sender.AssertExitAsync((int)ExitCode.Done, ct);
        await receiver.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(receiver.Output.Text == lines, $"{lines.Length} bytes sent, {receiver.Output.Bytes.Length} received");
    }

    [Test]
    public async Task What_was_written_before_the_other_end_was_there_arrives(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);
        await caller.WriteAsync("early\n", ct);
        caller.CloseInput();
        await caller.WaitForErrorAsync("joined", ct);

        await using var callee = Programs.Peer("callee", "--url", url);

        await caller.AssertExitAsync((int)ExitCode.Done, ct);
        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(callee.Output.Text, Is.EqualTo("early\n"));
    }

    [Test]
    public async Task Lines_of_every_kind_arrive_as_they_are(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);

        await pair.Caller.WriteAsync("\n\r\nCRLF\r\n  spaces \t\n你好 🙂\n\u001b[31mred\n" + new string('x', 100_000) + "\nend", ct);
        pair.Caller.CloseInput();

        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(
            pair.Callee.Output.Text,
            Is.EqualTo("\n\r\nCRLF\r\n  spaces \t\n你好 🙂\n\u001b[31mred\n" + new string('x', 100_000) + "\nend"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Binary_bytes_arrive_exactly(bool callerSends, CancellationToken ct)
    {
        var bytes = new byte[10_000_000];
        new Random(7).NextBytes(bytes);
        await using var pair = await ConnectedPair.StartAsync(ct, "--binary");
        var (sender, receiver) = pair.From(callerSends);

        await sender.Input.WriteAsync(bytes, ct);
        sender.CloseInput();

        await sender.AssertExitAsync((int)ExitCode.Done, ct);
        await receiver.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(receiver.Output.Bytes.AsSpan().SequenceEqual(bytes), $"{bytes.Length} bytes sent, {receiver.Output.Bytes.Length} received");
    }

    [Test]
    public async Task Both_ends_can_send_at_once(CancellationToken ct)
    {
        var bytes = new byte[3_000_000];
        new Random(8).NextBytes(bytes);
        await using var pair = await ConnectedPair.StartAsync(ct, "--binary");

        await Task.WhenAll(pair.Caller.Input.WriteAsync(bytes, ct).AsTask(), pair.Callee.Input.WriteAsync(bytes, ct).AsTask());
        await pair.Caller.Output.WaitForLengthAsync(bytes.Length, ct);
        await pair.Callee.Output.WaitForLengthAsync(bytes.Length, ct);
        pair.Caller.CloseInput();
        pair.Callee.CloseInput();

        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(pair.Caller.Output.Bytes.AsSpan().SequenceEqual(bytes));
        Assert.That(pair.Callee.Output.Bytes.AsSpan().SequenceEqual(bytes));
    }

    [Test]
    public async Task A_line_may_be_longer_than_any_message(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct);
        var text = $"before\n{new string('x', 20_000_000)}\nafter\n";

        await pair.Caller.WriteAsync(text, ct);
        pair.Caller.CloseInput();

        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(pair.Callee.Output.Text == text, $"{text.Length} bytes sent, {pair.Callee.Output.Bytes.Length} received");
    }

    [Test]
    public async Task Stdout_carries_the_conversation_alone(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.StartAsync(ct, "-v");
        pair.Caller.CloseInput();
        pair.Callee.CloseInput();
        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(pair.Caller.Output.Bytes, Is.Empty);
        Assert.That(pair.Callee.Output.Bytes, Is.Empty);
    }

    [Test]
    public async Task A_reader_that_has_enough_ends_its_end_quietly_and_the_other_end_says_so(CancellationToken ct)
    {
        var (relay, url) = await Programs.ListeningRelayAsync(ct);
        await using var _ = relay;
        await using var callee = ProgramRun.Start(
            "callee | head -n 1",
            "bash",
            ["-c", """ "$0" --url "$1" | head -n 1; exit "${PIPESTATUS[0]}" """, Repository.Program("Peer", "peer"), url]);
        await using var caller = Programs.Peer("caller", "--caller", "--url", url);
        await caller.WaitForErrorAsync("channel open", ct);

        // As many lines as it takes for the callee to notice that nobody reads any more.
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("one line of many\n", 1000)));
        try
        {
            while (!callee.HasExited)
            {
                await caller.Input.WriteAsync(lines, ct);
            }
        }
        catch (IOException)
        {
            // The caller has ended too, for the channel is closed.
        }

        await callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(callee.Output.Text, Is.EqualTo("one line of many\n"));
        Assert.That(callee.Error.Text, Does.Not.Contain("Exception").And.Not.Contain("pipe").IgnoreCase);
        await caller.AssertExitAsync((int)ExitCode.NotTaken, ct);
        Assert.That(caller.Error.Text, Does.Match(@"the other end takes no more: it has written \d+ of \d+ bytes"));
    }
}
