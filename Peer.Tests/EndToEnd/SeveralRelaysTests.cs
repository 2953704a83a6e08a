using System.Globalization;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Peer.Tests.Relay;
using RelayExitCode = RtcPeer.Relay.ExitCode;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Relays as processes that share their rooms through RabbitMQ.</summary>
[CancelAfter(180_000)]
public class SeveralRelaysTests : BrokerFixture
{
    [Test]
    public async Task Peers_on_two_relays_connect_while_the_broker_is_restarted(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var one = Programs.Relay("--port", "0", "--backplane", broker.Url);
        await using var other = Programs.Relay("--port", "0", "--backplane", broker.Url);
        var (oneUrl, otherUrl) = (await LinkedUrlAsync(one, ct), await LinkedUrlAsync(other, ct));

        await broker.KillAsync();
        await using var callee = Programs.Peer("callee", "--url", oneUrl, "--timeout", "60");
        await callee.WaitForErrorAsync("joined", ct);
        await using var caller = Programs.Peer("caller", "--caller", "--url", otherUrl, "--timeout", "60");
        await caller.WaitForErrorAsync("joined", ct);
        await one.WaitForErrorAsync("backplane at .* is down", ct);
        Assert.That(caller.Error.Text, Does.Not.Contain("channel open"), "there is no way between the relays");
        await broker.StartAsync(ct);

        await caller.WaitForErrorAsync("channel open", ct);
        await callee.WaitForErrorAsync("channel open", ct);
        await caller.WriteAsync("hello over there\n", ct);
        await callee.WaitForOutputAsync("^hello over there$", ct);
        caller.CloseInput();
        await caller.AssertExitAsync(0, ct);
        await callee.AssertExitAsync(0, ct);
    }

    [Test]
    public async Task A_relay_that_is_killed_leaves_no_queue_and_takes_part_again_when_it_is_back(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var one = Programs.Relay("--port", "0", "--backplane", broker.Url);
        var port = FreePorts.Next().ToString(CultureInfo.InvariantCulture);
        await using var first = Programs.Relay("--port", port, "--backplane", broker.Url);
        var (oneUrl, otherUrl) = (await LinkedUrlAsync(one, ct), await LinkedUrlAsync(first, ct));
        using var near = await JoinAsync(oneUrl, ct);
        using (var lost = await JoinAsync(otherUrl, ct))
        {
            await lost.SendTextAsync("before", ct);
            Assert.That(await near.ReceiveTextAsync(ct), Is.EqualTo("before"));
            Assert.That(await broker.QueuesAsync(ct), Has.Count.EqualTo(2));
            first.Kill();
            await first.WaitForExitAsync(ct);
        }

        await near.SendTextAsync("to nobody", ct);
        Assert.That(await broker.QueuesAsync(ct), Has.Count.EqualTo(1));
        await using var second = Programs.Relay("--port", port, "--backplane", broker.Url);
        await LinkedUrlAsync(second, ct);
        using var back = await JoinAsync(otherUrl, ct);
        await near.SendTextAsync("welcome back", ct);

        Assert.That(await back.ReceiveTextAsync(ct), Is.EqualTo("welcome back"), "and nothing from before it was there");
        await back.SendTextAsync("after", ct);
        Assert.That(await near.ReceiveTextAsync(ct), Is.EqualTo("after"));
    }

    [TestCase("amqp://guest:guest@localhost/", "takes no password")]
    [TestCase("localhost:5672", "Backplane must be the address of an AMQP broker")]
    public async Task A_backplane_that_is_wrong_is_a_usage_error(string address, string message, CancellationToken ct)
    {
        await using var relay = Programs.Relay("--backplane", address);
        await relay.AssertExitAsync((int)RelayExitCode.Usage, ct);
        Assert.That(relay.Error.Text, Does.Contain(message).And.Not.Contain("guest:guest"));
    }

    [Test]
    public async Task The_password_comes_from_a_file_or_the_environment(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "guest\n", ct);
            await using var fromFile = Programs.Relay("--port", "0", "--backplane", broker.Url, "--backplane-password-file", file);
            await LinkedUrlAsync(fromFile, ct);
        }
        finally
        {
            File.Delete(file);
        }

        var environment = new Dictionary<string, string?>
        {
            ["RTCPEER_RELAY__BACKPLANE"] = broker.Url.Replace("guest@", "guest:wrong@", StringComparison.Ordinal),
            ["RTCPEER_RELAY__BACKPLANEPASSWORD"] = "guest",
        };
        await using var fromEnvironment = ProgramRun.Start("relay", Repository.Program("Relay", "relay"), ["--port", "0"], environment);
        await LinkedUrlAsync(fromEnvironment, ct);
        Assert.That(fromEnvironment.Error.Text, Does.Not.Contain("guest"));
    }

    /// <summary>The address of a relay that listens and has reached its broker.</summary>
    private static async Task<string> LinkedUrlAsync(ProgramRun relay, CancellationToken ct)
    {
        await relay.WaitForErrorAsync("the backplane at .* is up", ct);
        return (await relay.WaitForErrorAsync(@"listening on (ws://\S+)", ct)).Groups[1].Value;
    }

    private static async Task<ClientWebSocket> JoinAsync(string url, CancellationToken ct)
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri(url), ct);
        return client;
    }
}
