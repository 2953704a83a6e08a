using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>Conversations whose connection is lost for good, and that are taken up again over another.</summary>
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RenewalTests : IAsyncDisposable
{
    private readonly TestRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Test]
    public async Task A_stream_goes_on_over_another_connection_where_it_was([Values] bool callerLoses, CancellationToken ct)
    {
        var (fromLoser, fromOther) = (Bytes(1, 5_000_000), Bytes(2, 3_000_000));
        await using var other = new RunningPeer(Options(!callerLoses), input: new MemoryStream(fromOther));
        using var loser = new Loser(Options(callerLoses), fromLoser, loseAt: 1_000_000);
        var exit = loser.RunAsync(ct);
        var received = other.ReadToEndAsync(ct);

        Assert.That(await exit, Is.EqualTo(ExitCode.Done), string.Join('\n', loser.Log.Lines));
        Assert.That(await other.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.Done), string.Join('\n', other.Log.Lines));
        Assert.That((await received).AsSpan().SequenceEqual(fromLoser));
        Assert.That(loser.Output.ToArray().AsSpan().SequenceEqual(fromOther));
        Assert.That(other.Log.Lines, Has.Some.Contains("there is another connection: the stream goes on"));
        Assert.That(loser.Log.Lines, Has.Some.Contains("there is another connection: the stream goes on"));
    }

    [Test]
    public async Task A_process_that_does_not_come_back_is_lost_and_what_it_has_is_told(CancellationToken ct)
    {
        await using var other = new RunningPeer(Options(caller: true) with { ResumeFor = TimeSpan.FromSeconds(1) }, input: new MemoryStream(Bytes(2, 5_000_000)));
        using var loser = new Loser(Options(caller: false), [], loseAt: 1_000_000) { Dies = true };
        _ = loser.RunAsync(ct);

        Assert.That(await other.Exit.WaitAsync(ct), Is.EqualTo(ExitCode.ConnectionLost));
        Assert.That(other.Log.Lines, Has.Some.Match(@"lost: .*has confirmed \d+ of \d+ bytes"));
    }

    private static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private PeerOptions Options(bool caller) => new() { Url = _relay.Url(), Caller = caller, Binary = true };

    /// <summary>A run of the program that loses its connection when so many bytes have come out.</summary>
    private sealed class Loser : IDisposable
    {
        private readonly PeerOptions _options;
        private readonly SerilogLoggerFactory _loggers;
        private readonly Interruption _interruption = new();
        private readonly LosingStream _output;
        private readonly byte[] _input;

        public Loser(PeerOptions options, byte[] input, int loseAt)
        {
            _options = options;
            _input = input;
            _output = new LosingStream(loseAt, Lose);
            _loggers = new SerilogLoggerFactory(
                new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Log).CreateLogger(), dispose: true);
        }

        public bool Dies { get; init; }

        public LogWatcher Log { get; } = new();

        public MemoryStream Output => _output;

        private Rendezvous? Rendezvous { get; set; }

        private ChannelConnection? Connection { get; set; }

        public async Task<ExitCode> RunAsync(CancellationToken ct)
        {
            Rendezvous = new Rendezvous(_options, _loggers, new ChannelUse { TakesPipes = true });
            try
            {
                var connections = await Rendezvous.ConnectAsync(ct);
                Connection = connections[0];
                using var conversation = new Conversation(
                    Rendezvous, _options, new StandardStreams(new MemoryStream(_input), _output, false), _loggers.CreateLogger("Test"));
                return await conversation.RunAsync(connections, _interruption).WaitAsync(ct);
            }
            finally
            {
                await Rendezvous.DisposeAsync();
            }
        }

        public void Dispose()
        {
            _interruption.Dispose();
            _loggers.Dispose();
        }

        private async Task Lose()
        {
            Connection!.Discard();
            if (Dies)
            {
                await Rendezvous!.DisposeAsync();
            }
        }
    }

    private sealed class LosingStream(int at, Func<Task> lose) : MemoryStream
    {
        private bool _isLost;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            if (!_isLost && Length >= at)
            {
                _isLost = true;
                await lose();
            }
        }
    }
}
