using System.Diagnostics;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>The end of a relay.</summary>
[CancelAfter(30_000)]
public class StoppingTests
{
    [Test]
    public async Task Every_client_is_closed_with_1001_behind_what_waited_for_it(CancellationToken ct)
    {
        await using var relay = new TestRelay();
        var a = await relay.JoinAsync(ct);
        var b = await relay.JoinRawAsync(ct);
        var c = await relay.JoinAsync(ct, "/elsewhere");
        await a.SendTextAsync("last words", ct);
        var frame = await b.ReadFrameAsync(ct);
        Assert.That(frame.Payload, Is.EqualTo("last words"u8.ToArray()));
        var closes = new[] { a.ReceiveCloseAsync(ct), c.ReceiveCloseAsync(ct) };

        var stopping = relay.Server.DisposeAsync();

        frame = await b.ReadFrameAsync(ct);
        Assert.That((frame.Opcode, frame.CloseStatus), Is.EqualTo((RawFrame.Close, 1001)));
        await b.WriteFrameAsync(RawFrame.Close, frame.Payload, ct);
        Assert.That(await Task.WhenAll(closes), Is.All.EqualTo(1001));
        await a.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, ct);
        await c.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, ct);
        await stopping;
        Assert.That(relay.Server.Rooms.ClientCount, Is.Zero);
    }

    [Test]
    [NonParallelizable] // It takes the time.
    public async Task Clients_that_do_not_agree_to_the_close_and_half_handshakes_do_not_hold_it_up(CancellationToken ct)
    {
        await using var relay = new TestRelay(new RelayOptions { CloseTimeout = TimeSpan.FromMilliseconds(200) });
        await relay.JoinRawAsync(ct);
        var half = await relay.ConnectRawAsync(ct);
        await half.WriteAsync("GET / HT", ct);
        var watch = Stopwatch.StartNew();

        await relay.Server.DisposeAsync();

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), "what the program promises");
        Assert.That(await half.ReadToEndAsync(ct), Is.Empty);
        Assert.That(async () => await relay.JoinAsync(ct), Throws.InstanceOf<WebSocketException>());
    }

    [Test]
    public async Task The_port_is_free_again_at_once(CancellationToken ct)
    {
        var first = new TestRelay(port: FreePorts.Next());
        await first.AssertServesAsync(ct);
        await first.DisposeAsync();

        await using var second = RelayServer.Start(new RelayOptions { Port = first.Port }, Serilog.Core.Logger.None);

        Assert.That(second.Url, Is.EqualTo(first.Server.Url));
    }
}
