using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Connecting;

/// <summary>Meeting through a real relay, in this process.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RendezvousTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();
    private readonly LogWatcher _log = new();
    private readonly SerilogLoggerFactory _loggers;

    public RendezvousTests() => _loggers = new SerilogLoggerFactory(
        new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(_log).CreateLogger(), dispose: true);

    public async ValueTask DisposeAsync()
    {
        _loggers.Dispose();
        await _relay.DisposeAsync();
    }

    [Test]
    public async Task A_connection_that_ends_after_its_conversation_is_no_attempt_that_failed([Values] bool caller, CancellationToken ct)
    {
        await using var one = new Rendezvous(Options(caller: true), _loggers);
        await using var other = new Rendezvous(Options(caller: false), _loggers);
        var connections = (One: (await one.ConnectAsync(ct))[0], Other: (await other.ConnectAsync(ct))[0]);
        var (rendezvous, connection) = caller ? (one, connections.One) : (other, connections.Other);

        await rendezvous.EndAsync(connection, parted: true);
        await ((IChannelConnectionObserver)rendezvous).FailedAsync(connection, new RtcFailure(RtcFailureKind.ClosedByRemote, "it is over"));
        await rendezvous.StopCallingAsync();

        Assert.That(_log.Lines, Has.None.Contains("trying again"));
    }

    [Test]
    public async Task Relayed_paths_alone_need_a_TURN_server_of_ours_or_of_the_relay([Values] bool caller, CancellationToken ct)
    {
        var ice = new IceSettings([], RtcIceTransportPolicy.Relay, null);
        await using var rendezvous = new Rendezvous(Options(caller) with { Ice = ice }, _loggers);

        var failure = (await Assert.ThrowsAsync<SetupException>(() => rendezvous.ConnectAsync(ct)))!;
        Assert.That(failure.Code, Is.EqualTo(ExitCode.IceFailed));
        Assert.That(failure.Message, Does.Contain("no TURN server is given, and the relay names none"));
    }

    [Test]
    public async Task Who_expects_a_channel_of_another_name_says_so_in_the_end(CancellationToken ct)
    {
        await using var callee = new Rendezvous(
            Options(caller: false) with { Channel = "other", Timeout = TimeSpan.FromSeconds(4) }, _loggers);
        var waiting = callee.ConnectAsync(ct);
        await using (var caller = new Rendezvous(Options(caller: true), _loggers))
        {
            await caller.ConnectAsync(ct);
            await _log.WaitForAsync("refused the channel", ct);
        }

        var failure = (await Assert.ThrowsAsync<SetupException>(() => waiting))!;
        Assert.That(failure.Code, Is.EqualTo(ExitCode.NoPeer));
        Assert.That(failure.Message, Does.Contain("the channel 'chat' and not 'other'"));
    }

    private PeerOptions Options(bool caller) => new() { Url = _relay.Url(), Caller = caller };
}
