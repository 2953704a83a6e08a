using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>Whole runs of the program, in this process, with a real relay and real connections.</summary>
[CancelAfter(60_000)]
public sealed class RunTests : IAsyncDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task Lines_go_both_ways_and_the_end_of_one_input_ends_only_its_direction(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options());
        await using var caller = new RunningPeer(Options() with { Caller = true });
        caller.Write("one\ntwo\n");
        Assert.That(await callee.ReadToAsync("two\n", ct), Is.EqualTo("one\ntwo\n"));
        callee.Write("answer\n");
        Assert.That(await caller.ReadToAsync("\n", ct), Is.EqualTo("answer\n"));
        callee.Write("last");
        callee.CloseInput();
        Assert.That(await caller.ReadToAsync("last", ct), Is.EqualTo("last"));
        caller.Write("and on");
        caller.CloseInput();

        Assert.That(Encoding.UTF8.GetString(await callee.ReadToEndAsync(ct)), Is.EqualTo("and on"));
        Assert.That(await caller.ReadToEndAsync(ct), Is.Empty);
        Assert.That(await callee.Exit, Is.EqualTo(ExitCode.Done));
        Assert.That(await caller.Exit, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task How_the_connection_did_is_told_at_its_end(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options() with { MaxDatagramSize = 1200 });
        await using var caller = new RunningPeer(Options() with { Caller = true });
        caller.Write("one\n");
        await callee.ReadToAsync("one\n", ct);
        caller.CloseInput();

        Assert.That(await caller.Exit, Is.EqualTo(ExitCode.Done));
        Assert.That(await callee.Exit, Is.EqualTo(ExitCode.Done));
        foreach (var log in new[] { caller.Log, callee.Log })
        {
            Assert.That(log.Lines, Has.Some.Match(
                @"^connection: \S+:\d+ \(host\)\W+to \S+:\d+ \(\w+\)\W+TLS_\S+; sent \d+ and received \d+ bytes in datagrams$"));
            Assert.That(log.Lines, Has.One.Match(@"^connected .*: \W*\S+:\d+ \(host\) - .*, after \W*\d+ ms\W*$"));
            Assert.That(log.Lines, Has.Some.Match(
                @"^connection: round trip [\d.]+ ms, window \d+ bytes, datagrams of up to \d+ bytes; \d+ packets sent, \d+ of them again, \d+ timeouts$"));
        }

        Assert.That(callee.Log.Lines, Has.Some.Contains("datagrams of up to 1197 bytes"));
    }

    [Test]
    public async Task A_certificate_that_was_not_announced_ends_it_before_a_byte_passes([Values] bool caller, CancellationToken ct)
    {
        // Whoever sits in the relay can exchange fingerprints; here it is the other end's that are wrong.
        await using var other = new OtherPeer { Calls = !caller, Distort = OtherPeer.WithAnotherFingerprint };
        var channel = caller ? null : other.Connection.CreateDataChannel("chat");
        await using var peer = await MeetAsync(Options() with { Caller = caller }, other, ct);
        peer.Write("secret\n");

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.DtlsFailed));
        Assert.That(peer.Log.Lines, Has.Some.Contains("fingerprint mismatch"));
        Assert.That(await peer.ReadToEndAsync(ct), Is.Empty);
        Assert.That(channel?.TryRead(out _), Is.Not.True);
        Assert.That(other.Incoming.Reader.Count, Is.Zero);
    }

    [Test]
    public async Task A_connection_that_ends_without_the_channel_being_closed_is_lost([Values] bool caller, CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = !caller };
        _ = caller ? null : other.Connection.CreateDataChannel("chat");
        await using var peer = await MeetAsync(Options() with { Caller = caller }, other, ct);
        await peer.Log.WaitForAsync("channel open", ct);
        await other.Connection.CloseAsync();

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.ConnectionLost));
        Assert.That(peer.Log.Lines, Has.Some.StartsWith("connection lost: "));
    }

    [Test]
    public async Task A_callee_takes_the_channel_of_the_name_and_closes_others(CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var wrong = other.Connection.CreateDataChannel("chat");
        var right = other.Connection.CreateDataChannel("mine");
        var second = other.Connection.CreateDataChannel("mine");
        await using var peer = await MeetAsync(Options() with { Channel = "mine" }, other, ct);
        Assert.That(await wrong.Closed.WaitAsync(ct), Is.EqualTo(RtcChannelClosure.Clean));
        Assert.That(await second.Closed.WaitAsync(ct), Is.EqualTo(RtcChannelClosure.Clean));

        await right.SendAsync("hello", ct);
        Assert.That(await peer.ReadToAsync("\n", ct), Is.EqualTo("hello\n"));
        await right.CloseAsync(ct);
        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task What_arrives_goes_to_a_pipe_as_it_is_and_to_a_terminal_harmless([Values] bool terminal, CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var channel = other.Connection.CreateDataChannel("chat");
        await using var peer = await MeetAsync(Options(), other, ct, terminal);
        await channel.Opened.WaitAsync(ct);
        await channel.SendAsync("\e[2J房", ct);
        await channel.SendAsync("", ct);
        await channel.SendAsync("binary"u8.ToArray(), ct);
        await channel.CloseAsync(ct);

        Assert.That(
            Encoding.UTF8.GetString(await peer.ReadToEndAsync(ct)),
            Is.EqualTo(terminal ? "^[[2J房\n\nbinary\n" : "\e[2J房\n\nbinary\n"));
        Assert.That(await peer.Exit, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task A_line_over_the_limit_of_the_other_end_is_named_with_both_sizes_and_the_rest_goes_on(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        await using var peer = await MeetAsync(Options() with { Caller = true }, other, ct);
        peer.Write($"{new string('a', 1000)}\n{new string('b', 1001)}\nafter\n");
        peer.CloseInput();
        var received = await ReadAllAsync(await other.Incoming.Reader.ReadAsync(ct), ct);

        Assert.That(received.Select(message => message.Text), Is.EqualTo(new[] { new string('a', 1000), "after" }));
        Assert.That(peer.Log.Lines, Has.Some.Contains("1001 bytes").And.Some.Contains("1000 bytes"));
        Assert.That(await peer.Exit, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Bytes_go_in_messages_that_the_other_end_takes(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        await using var peer = await MeetAsync(Options() with { Caller = true, Binary = true }, other, ct);
        peer.Write(new string('x', 3500));
        peer.CloseInput();
        var received = await ReadAllAsync(await other.Incoming.Reader.ReadAsync(ct), ct);

        Assert.That(received.All(message => !message.IsText && message.Data.Length <= 1000));
        Assert.That(received.Sum(message => message.Data.Length), Is.EqualTo(3500));
        Assert.That(await peer.Exit, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Input_that_is_no_UTF_8_is_replaced_and_said_once(CancellationToken ct)
    {
        await using var other = new OtherPeer();
        await other.JoinAsync(_relay.Url(), ct);
        await using var peer = new RunningPeer(
            Options() with { Caller = true }, input: new MemoryStream([(byte)'a', 0xFF, (byte)'\n', 0xFE, (byte)'\n']));
        var received = await ReadAllAsync(await other.Incoming.Reader.ReadAsync(ct), ct);

        Assert.That(received.Select(message => message.Text), Is.EqualTo(new[] { "a\uFFFD", "\uFFFD" }));
        Assert.That(peer.Log.Lines.Count(line => line.Contains("UTF-8", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Input_that_is_no_UTF_8_goes_as_it_is_to_a_peer_of_our_own([Values("\n", "")] string end, CancellationToken ct)
    {
        byte[] bytes = [(byte)'a', 0xFF, .. Encoding.UTF8.GetBytes(end)];
        await using var callee = new RunningPeer(Options());
        await using var caller = new RunningPeer(Options() with { Caller = true }, input: new MemoryStream(bytes));

        Assert.That(await callee.ReadToEndAsync(ct), Is.EqualTo(bytes));
        Assert.That(await caller.Exit, Is.EqualTo(ExitCode.Done));
        Assert.That(caller.Log.Lines, Has.None.Contains("UTF-8"));
    }

    [Test]
    public async Task A_reader_that_has_enough_ends_its_end_quietly_and_the_other_end_knows(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options(), output: new FailingStream(new IOException("Broken pipe", 32)));
        await using var caller = new RunningPeer(Options() with { Caller = true });
        caller.Write("one\n");

        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done));
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NotTaken));
        Assert.That(caller.Log.Lines, Has.Some.Contains("takes no more: it has written 0 of 4 bytes"));
    }

    [Test]
    public async Task Output_that_cannot_be_written_is_a_failure(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options(), output: new FailingStream(new IOException("No space left", 28)));
        await using var caller = new RunningPeer(Options() with { Caller = true });
        caller.Write("one\n");

        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Failed));
        Assert.That(callee.Log.Lines, Has.Some.Contains("No space left"));
    }

    [Test]
    public async Task Input_that_cannot_be_read_is_a_failure(CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options(), input: new FailingStream(new IOException("Is a directory")));
        await using var caller = new RunningPeer(Options() with { Caller = true });

        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Failed));
        Assert.That(callee.Log.Lines, Has.Some.Contains("Is a directory"));
        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Incomplete));
    }

    [TestCase(130)]
    [TestCase(143)]
    public async Task An_interrupted_conversation_is_closed_in_good_order_and_the_other_end_says_that_it_is_not_whole(int code, CancellationToken ct)
    {
        await using var callee = new RunningPeer(Options());
        await using var caller = new RunningPeer(Options() with { Caller = true });
        caller.Write("one\n");
        await callee.ReadToAsync("\n", ct);
        caller.Interrupt((ExitCode)code);

        Assert.That(await caller.Exit.WaitAsync(ct), Is.EqualTo((ExitCode)code));
        Assert.That(await callee.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Incomplete));
        Assert.That(callee.Log.Lines, Has.Some.Contains("it was interrupted"));
    }

    [Test]
    public async Task Waiting_for_a_call_can_be_interrupted(CancellationToken ct)
    {
        await using var peer = new RunningPeer(Options() with { Timeout = null });
        await peer.Log.WaitForAsync("joined", ct);
        peer.Interrupt(ExitCode.Interrupted);

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Interrupted));
    }

    [Test]
    public async Task A_relay_that_cannot_be_reached_in_time_is_named(CancellationToken ct)
    {
        var nowhere = new Uri($"ws://127.0.0.1:{FreePorts.Next()}/");
        await using var peer = new RunningPeer(new PeerOptions { Url = nowhere, Timeout = Short });

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.RelayUnreachable));
        Assert.That(peer.Log.Lines, Has.Some.Contains($"{nowhere} could not be joined within 0.3 s (connection refused)"));
    }

    [Test]
    public async Task A_room_without_another_peer_is_said_to_be_so([Values] bool caller, CancellationToken ct)
    {
        await using var peer = new RunningPeer(Options() with { Caller = caller, Timeout = Short });

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NoPeer));
        Assert.That(peer.Log.Lines, Has.Some.Contains("no other peer took part within 0.3 s"));
    }

    [Test]
    public async Task Two_callees_are_told_that_one_has_to_call(CancellationToken ct)
    {
        await using var first = new RunningPeer(Options() with { Timeout = TimeSpan.FromSeconds(2) });
        await first.Log.WaitForAsync("joined", ct);
        await using var second = new RunningPeer(Options() with { Timeout = Short });

        Assert.That(await first.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NoPeer));
        Assert.That(first.Log.Lines, Has.Some.Contains("--caller"));
    }

    [Test]
    public async Task A_caller_that_opens_no_channel_of_the_name_is_no_peer(CancellationToken ct)
    {
        await using var other = new OtherPeer { Calls = true };
        var wrong = other.Connection.CreateDataChannel("another");
        await using var peer = await MeetAsync(Options() with { Timeout = TimeSpan.FromSeconds(1.5) }, other, ct);
        await wrong.Closed.WaitAsync(ct);

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.NoPeer));
        Assert.That(peer.Log.Lines, Has.Some.Contains("opened the channel 'another' and not 'chat': both need the same --channel"));
    }

    [Test]
    public async Task A_peer_that_answers_but_cannot_be_reached_is_a_failure_of_ICE(CancellationToken ct)
    {
        await using var other = new OtherPeer { Trickles = false };
        await using var peer = await MeetAsync(Options() with { Caller = true, Timeout = TimeSpan.FromSeconds(1.5) }, other, ct);

        Assert.That(await peer.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.IceFailed));
        Assert.That(peer.Log.Lines, Has.Some.Contains("no path to it within 1.5 s (ICE)"));
    }

    private static async Task<List<RtcMessage>> ReadAllAsync(RtcDataChannel channel, CancellationToken ct)
    {
        var messages = new List<RtcMessage>();
        await foreach (var message in channel.ReadAllAsync(ct))
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>Has whoever calls join last, so that it is heard.</summary>
    private async Task<RunningPeer> MeetAsync(PeerOptions options, OtherPeer other, CancellationToken ct, bool terminal = false)
    {
        if (!other.Calls)
        {
            await other.JoinAsync(_relay.Url(), ct);
        }

        var peer = new RunningPeer(options, terminal);
        if (other.Calls)
        {
            await peer.Log.WaitForAsync("joined", ct);
            await other.JoinAsync(_relay.Url(), ct);
        }

        return peer;
    }

    private PeerOptions Options() => new() { Url = _relay.Url() };
}
