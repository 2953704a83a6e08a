using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

[CancelAfter(30_000)]
public class StatsTests
{
    [Test]
    public void Before_there_is_a_connection_there_is_little_to_tell()
    {
        using var certificate = RtcCertificate.Generate();
        var connection = new RtcPeerConnection(new RtcConfiguration { Certificate = certificate });
        connection.CreateDataChannel("chat");
        var stats = connection.GetStats();

        Assert.That(stats.SelectedCandidatePair, Is.Null);
        Assert.That(stats.SctpTransport, Is.Null);
        Assert.That((stats.Transport.DtlsState, stats.Transport.DtlsRole, stats.Transport.DtlsCipher), Is.EqualTo(("new", "unknown", (string?)null)));
        Assert.That((stats.Transport.PacketsSent, stats.Transport.BytesReceived), Is.EqualTo((0L, 0L)));
        Assert.That(stats.DataChannels.Single().Label, Is.EqualTo("chat"));
        Assert.That(stats.DataChannels.Single().DataChannelIdentifier, Is.Null);
    }

    [Test]
    public async Task What_one_end_sent_the_other_received(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);
        for (var i = 0; i < 10; i++) await pair.CallersChannel.SendAsync(new byte[50_000], cancellationToken);
        await pair.CallersChannel.SendAsync("end", cancellationToken);
        for (var i = 0; i < 11; i++)
        {
            while (!pair.CalleesChannel.TryRead(out _)) await pair.CalleesChannel.WaitToReadAsync(cancellationToken);
        }
        var (caller, callee) = (pair.Caller.GetStats(), pair.Callee.GetStats());

        var (sent, received) = (caller.DataChannels.Single(), callee.DataChannels.Single());
        Assert.That((sent.MessagesSent, sent.BytesSent), Is.EqualTo((11L, 500_003L)));
        Assert.That((received.MessagesReceived, received.BytesReceived), Is.EqualTo((11L, 500_003L)));
        Assert.That((received.Label, received.State, received.MessagesSent), Is.EqualTo(("chat", RtcDataChannelState.Open, 0L)));
        Assert.That(received.DataChannelIdentifier, Is.EqualTo(sent.DataChannelIdentifier));
        Assert.That(caller.Transport.BytesSent, Is.GreaterThan(500_000));
        Assert.That(callee.Transport.BytesReceived, Is.GreaterThan(500_000));
        Assert.That(caller.SctpTransport!.PacketsSent, Is.GreaterThan(10).And.LessThan(caller.Transport.PacketsSent));
        Assert.That(callee.SctpTransport!.PacketsReceived, Is.GreaterThan(10));
        Assert.That(caller.SctpTransport.CongestionWindow, Is.GreaterThan(1000));
        Assert.That(caller.SctpTransport.ReceiverWindow, Is.GreaterThan(1000));
        Assert.That(caller.SctpTransport.SmoothedRoundTripTime, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task The_path_and_the_encryption_are_named_alike_at_both_ends(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);
        var (caller, callee) = (pair.Caller.GetStats(), pair.Callee.GetStats());

        Assert.That((caller.Transport.IceRole, callee.Transport.IceRole), Is.EqualTo(("controlling", "controlled")));
        Assert.That((caller.Transport.DtlsRole, callee.Transport.DtlsRole), Is.EqualTo(("server", "client")));
        Assert.That((caller.Transport.DtlsState, callee.Transport.DtlsState), Is.EqualTo(("connected", "connected")));
        Assert.That(caller.Transport.DtlsCipher, Does.StartWith("TLS_ECDHE_ECDSA_WITH_").And.EqualTo(callee.Transport.DtlsCipher));
        var path = caller.SelectedCandidatePair!;
        Assert.That((path.LocalCandidate.CandidateType, path.LocalCandidate.Protocol), Is.EqualTo(("host", "udp")));
        Assert.That(path.CurrentRoundTripTime, Is.GreaterThan(TimeSpan.Zero));

        // One end takes a better path a moment before the other one knows of it.
        while (pair.Callee.GetStats().SelectedCandidatePair!.RemoteCandidate.Port
            != pair.Caller.GetStats().SelectedCandidatePair!.LocalCandidate.Port)
        {
            await AskAsync(pair, cancellationToken);
        }
    }

    [TestCase(16_376, 16_300, 16_376)]
    [TestCase(5000, 4900, 5000)]
    [TestCase(1200, 1190, 1200)]
    [TestCase(800, 790, 800)]
    public async Task Datagrams_on_this_machine_become_as_large_as_they_may(
        int max, int least, int most, CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, new RtcConfiguration { MaxDatagramSize = max });
        while (pair.Callee.GetStats().Transport.MaxDatagramSize < least)
        {
            await AskAsync(pair, cancellationToken);
        }

        Assert.That(pair.Callee.GetStats().Transport.MaxDatagramSize, Is.InRange(least, most));
    }

    [TestCase(575)]
    [TestCase(16_377)]
    public void A_size_of_datagrams_that_cannot_be_is_refused(int size) =>
        Assert.That(() => new RtcConfiguration { MaxDatagramSize = size }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>Lets a message go over, and with it whatever the ends still have to settle.</summary>
    private static async Task AskAsync(ConnectedPair pair, CancellationToken cancellationToken)
    {
        await pair.CalleesChannel.SendAsync("and?", cancellationToken);
        while (!pair.CallersChannel.TryRead(out _)) await pair.CallersChannel.WaitToReadAsync(cancellationToken);
    }
}
