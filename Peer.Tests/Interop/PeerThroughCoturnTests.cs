using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.Relay;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>The program, with a TURN server that it can or cannot use.</summary>
[CancelAfter(60_000)]
public sealed class PeerThroughCoturnTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task Lines_go_through_it_where_no_direct_path_may_be_used(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        await using var callee = new RunningPeer(Options(server.At("udp"), RtcIceTransportPolicy.Relay));
        await using var caller = new RunningPeer(Options(server.At("tcp"), RtcIceTransportPolicy.Relay) with { Caller = true });
        caller.Write("through the server\n");

        Assert.That(await callee.ReadToAsync("\n", cancellationToken), Is.EqualTo("through the server\n"));
        caller.CloseInput();
        Assert.That(await caller.Exit, Is.EqualTo(RtcPeer.Peer.Options.ExitCode.Done));
        Assert.That(await callee.Exit, Is.EqualTo(RtcPeer.Peer.Options.ExitCode.Done));
    }

    [Test]
    public async Task A_server_that_refuses_is_named_and_does_not_stop_a_direct_path(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var refusing = server.At("udp", password: "wrong");
        await using var callee = new RunningPeer(Options(refusing, RtcIceTransportPolicy.All));
        await using var caller = new RunningPeer(Options(refusing, RtcIceTransportPolicy.All) with { Caller = true });
        caller.Write("directly\n");

        Assert.That(await callee.ReadToAsync("\n", cancellationToken), Is.EqualTo("directly\n"));
        var told = await caller.Log.WaitForAsync("refused the credentials", cancellationToken);
        Assert.That(told.Replace("\"", "", StringComparison.Ordinal), Is.EqualTo($"{refusing.Urls[0]} refused the credentials (401)"));
        Assert.That(caller.Log.Lines, Has.None.Contains("wrong"));
    }

    [Test]
    public async Task The_relay_names_it_and_neither_end_needs_to_know_it(CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls", "--use-auth-secret");
        await using var relay = new TestRelay(new RelayOptions
        {
            Turn = new RtcPeer.Relay.Access.TurnOptions { Urls = [server.At("udp").Urls[0]], Secret = Coturn.Secret },
        });
        var ice = new IceSettings([], RtcIceTransportPolicy.Relay, null);
        await using var callee = new RunningPeer(new PeerOptions { Url = relay.Url(), Ice = ice });
        await using var caller = new RunningPeer(new PeerOptions { Url = relay.Url(), Ice = ice, Caller = true });
        caller.Write("through the server\n");

        Assert.That(await callee.ReadToAsync("\n", cancellationToken), Is.EqualTo("through the server\n"));
        Assert.That(caller.Log.Lines.Concat(callee.Log.Lines), Has.None.Contains("credential"));
    }

    private PeerOptions Options(RtcIceServer server, RtcIceTransportPolicy policy) =>
        new() { Url = _relay.Url("/"), Ice = new IceSettings([server], policy, null) };
}
