using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.WebRtc.Io.Stats;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Connecting;

/// <summary>What is said of the way that a connection goes.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PathReportTests : IDisposable
{
    private readonly LogWatcher _log = new();
    private readonly SerilogLoggerFactory _loggers;
    private readonly PathReport _report;

    public PathReportTests()
    {
        _loggers = new SerilogLoggerFactory(new LoggerConfiguration().WriteTo.Sink(_log).CreateLogger(), dispose: true);
        _report = new PathReport(_loggers.CreateLogger<PathReportTests>());
    }

    public void Dispose() => _loggers.Dispose();

    [Test]
    public void Path_both_ends_round_trip_and_time_are_told_once_and_each_other_path_after_that()
    {
        var relayed = Pair(Candidate("relay", "192.0.2.1", 3478) with { RelayProtocol = "tls" }, Candidate("srflx", "198.51.100.7", 9));
        var direct = Pair(Candidate("host", "2001:db8::1", 5), Candidate("host", "2001:db8::2", 6));
        _report.Follow(direct);
        _report.Begin(Stats(relayed), TimeSpan.FromMilliseconds(312.4), "abc");
        _report.Follow(relayed);
        _report.Follow(null);
        _report.Follow(direct with { CurrentRoundTripTime = null });
        _report.Follow(direct);

        Assert.That(_log.Lines.Select(static line => Regex.Replace(line, @"[""\\]", "")), Is.EqualTo(new[]
        {
            "connected through our TURN server, over tls: 192.0.2.1:3478 (relay) - 198.51.100.7:9 (srflx), round trip 12.3 ms, after 312 ms",
            "the path to abc is now direct, in one network: [2001:db8::1]:5 (host) - [2001:db8::2]:6 (host)",
        }));
    }

    [Test]
    public void Who_is_alone_has_no_name_and_a_path_that_is_lost_at_first_is_told_when_it_is_there()
    {
        _report.Begin(Stats(null), TimeSpan.Zero, null);
        _report.Follow(Pair(Candidate("host", "192.0.2.1", 1), Candidate("host", "192.0.2.2", 2)));

        Assert.That(_log.Lines.Single(), Does.StartWith("the path").And.Contains("is now").And.Not.Contains(" to "));
    }

    private static RtcStatsReport Stats(RtcIceCandidatePairStats? pair) => new()
    {
        Transport = new RtcTransportStats
        {
            PacketsSent = 1, PacketsReceived = 1, BytesSent = 1, BytesReceived = 1,
            IceRole = "controlling", DtlsState = "connected", DtlsRole = "client", MaxDatagramSize = 1200,
            LocalCertificate = new RtcCertificateStats("", "sha-256"),
        },
        SelectedCandidatePair = pair,
        DataChannels = [],
    };

    private static RtcIceCandidatePairStats Pair(RtcIceCandidateStats local, RtcIceCandidateStats remote) => new()
    {
        LocalCandidate = local,
        RemoteCandidate = remote,
        Nominated = true,
        CurrentRoundTripTime = TimeSpan.FromMilliseconds(12.34),
    };

    private static RtcIceCandidateStats Candidate(string type, string address, int port) =>
        new() { CandidateType = type, Address = address, Port = port, Protocol = "udp", Priority = 1 };
}
