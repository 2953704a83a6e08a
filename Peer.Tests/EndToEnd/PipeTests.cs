using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Bytes in both directions at once, between processes of which one may come to an end of its own.</summary>
[CancelAfter(90_000)]
public class PipeTests
{
    private const int Length = 8 * 1024 * 1024;

    [Test]
    public async Task Both_directions_arrive_whole_and_both_ends_know_it(CancellationToken ct)
    {
        var (fromCaller, fromCallee) = (RandomBytes(1), RandomBytes(2));
        await using var pair = await ConnectedPair.StartAsync(ct, "--binary");
        await Task.WhenAll(SendAsync(pair.Caller, fromCaller, ct), SendAsync(pair.Callee, fromCallee, ct));

        await pair.Caller.AssertExitAsync((int)ExitCode.Done, ct);
        await pair.Callee.AssertExitAsync((int)ExitCode.Done, ct);
        Assert.That(pair.Callee.Output.Bytes.AsSpan().SequenceEqual(fromCaller), "the bytes of the caller");
        Assert.That(pair.Caller.Output.Bytes.AsSpan().SequenceEqual(fromCallee), "the bytes of the callee");
    }

    [Test]
    public async Task The_other_end_of_one_that_is_killed_on_the_way_does_not_take_it_for_a_success(
        [Values] bool callerIsKilled, [Values(1, 2)] int seed, CancellationToken ct)
    {
        var (fromKilled, fromOther) = (RandomBytes(seed), RandomBytes(seed + 10));
        await using var pair = await ConnectedPair.StartAsync(ct, "--binary", "--path-timeout", "2", "--resume-for", "3");
        var (killed, other) = pair.From(callerIsKilled);

        // Its last bytes are never given to it: it cannot have come to its end when it is killed.
        var sending = Task.WhenAll(killed.Input.WriteAsync(fromKilled.AsMemory(0, Length - 1), ct).AsTask(), SendAsync(other, fromOther, ct));
        await other.Output.WaitForLengthAsync(new Random(seed).Next(Length / 2), ct);
        killed.Kill();

        await sending.ContinueWith(static _ => { }, ct, TaskContinuationOptions.None, TaskScheduler.Default);
        await other.AssertExitAsync((int)ExitCode.ConnectionLost, ct);
        Assert.That(fromKilled.AsSpan().StartsWith(other.Output.Bytes), "what came is the beginning of what was sent");
        Assert.That(other.Error.Text, Does.Match(@"\d+ of \d+ bytes"));
    }

    private static byte[] RandomBytes(int seed)
    {
        var bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task SendAsync(ProgramRun peer, byte[] bytes, CancellationToken cancellationToken)
    {
        await peer.Input.WriteAsync(bytes, cancellationToken);
        peer.CloseInput();
    }
}
