using NUnit.Framework;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>
/// What the path does to datagrams is drawn per index, never from their bytes: signatures vary in length.
/// </summary>
public class LossTests
{
    /// <summary>At 256 bytes a flight, a handshake of two ECDSA ends has about this many datagrams.</summary>
    private const int Datagrams = 12;

    private static readonly TimeSpan[] Delivered = [TimeSpan.Zero];

    [Test]
    public void Each_datagram_lost_alone_costs_one_timeout([Range(0, 3)] int lost)
    {
        using var pair = new DtlsPair { Path = sent => sent.Index == lost ? [] : Delivered }.Connect();

        AssertConnected(pair);
        Assert.That((pair.Now - new Instant(0)).TotalMilliseconds, Is.LessThanOrEqualTo(50 + 10 + 4 * 20));
    }

    [Test]
    public void Each_small_datagram_lost_alone_is_made_good([Range(0, Datagrams)] int lost)
    {
        using var pair = Small(sent => sent.Index == lost ? [] : Delivered);

        AssertConnected(pair);
    }

    [Test]
    public void Each_pair_of_small_datagrams_lost_is_made_good([Range(0, Datagrams)] int first)
    {
        for (var second = first + 1; second <= 2 * Datagrams; second++)
        {
            using var pair = Small(sent => sent.Index == first || sent.Index == second ? [] : Delivered);

            AssertConnected(pair);
        }
    }

    [Test]
    public void Each_small_datagram_doubled_does_no_harm([Range(0, Datagrams)] int doubled)
    {
        using var pair = Small(sent =>
            sent.Index == doubled ? [TimeSpan.Zero, TimeSpan.FromMilliseconds(3)] : Delivered);

        AssertConnected(pair);
    }

    [Test]
    public void Each_small_datagram_arriving_late_costs_no_timeout([Range(0, Datagrams)] int late)
    {
        using var perfect = Small(_ => Delivered);
        using var pair = Small(sent => sent.Index == late ? [TimeSpan.FromMilliseconds(8)] : Delivered);

        AssertConnected(pair);
        Assert.That(pair.Log, Has.Count.EqualTo(perfect.Log.Count).Within(1), "a signature may need one fragment more");
        Assert.That((pair.Now - perfect.Now).TotalMilliseconds, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void A_path_that_turns_every_flight_around_costs_no_timeout()
    {
        using var perfect = Small(_ => Delivered);
        using var pair = Small(sent => [TimeSpan.FromMilliseconds(10 - sent.Index)]);

        AssertConnected(pair);
        Assert.That(pair.Log, Has.Count.EqualTo(perfect.Log.Count).Within(1));
    }

    [Test]
    public void A_lost_last_flight_is_sent_again_when_the_client_repeats_its_own()
    {
        using var pair = new DtlsPair { Path = sent => sent.Index is 3 or 5 ? [] : Delivered }.Connect();

        AssertConnected(pair);
        // C -> Finished | S -> Finished (lost) | C -> Finished again | S -> Finished again (lost) | and once more
        Assert.That(pair.Log.Select(sent => Wire.Contents(sent.Datagram)).Skip(2), Is.EqualTo(new[]
        {
            "Certificate ClientKeyExchange CertificateVerify ChangeCipherSpec (sealed)", "ChangeCipherSpec (sealed)",
            "Certificate ClientKeyExchange CertificateVerify ChangeCipherSpec (sealed)", "ChangeCipherSpec (sealed)",
            "Certificate ClientKeyExchange CertificateVerify ChangeCipherSpec (sealed)", "ChangeCipherSpec (sealed)",
        }));
    }

    [Test]
    public void Data_behind_a_lost_Finished_asks_for_it_at_once()
    {
        using var pair = new DtlsPair { Path = sent => sent.Index is 3 ? [] : Delivered };
        pair.Start();
        pair.Run(0.040);
        Assert.That((pair.Server.IsConnected, pair.Client.IsConnected), Is.EqualTo((true, false)));

        pair.Client.Receive(pair.Server.Seal([9]), pair.Now);
        pair.Run(0.025);

        Assert.That(pair.Client.IsConnected, Is.True, "long before the timeout");
        Assert.That(pair.Client.Received.Single(), Is.EqualTo(new byte[] { 9 }));
    }

    [Test]
    public void Data_that_overtakes_the_servers_Finished_is_delivered_behind_it()
    {
        using var pair = new DtlsPair();
        pair.Path = sent => sent.Index == 3 ? [TimeSpan.FromMilliseconds(12)] : Delivered;
        pair.Start();
        pair.Run(0.030);
        Assert.That(pair.Server.IsConnected, Is.True);
        Assert.That(pair.Client.IsConnected, Is.False);

        pair.Send(pair.Client, pair.Server.Seal([1]));
        pair.Send(pair.Client, pair.Server.Seal([2]));
        pair.Run(0.010);
        Assert.That(pair.Client.Received, Is.Empty, "nothing is delivered before Finished");
        pair.Run();

        Assert.That(pair.Client.IsConnected, Is.True);
        Assert.That(pair.Client.Received.Select(data => data[0]), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Connects_under_loss_duplication_and_reordering([Range(1, 150)] int seed)
    {
        var random = new Random(seed);
        var fates = Enumerable.Range(0, 2000).Select(_ => Fate(random)).ToArray();
        using var pair = new DtlsPair(
            client: options => options with { MaxDatagramSize = 300 },
            server: options => options with { MaxDatagramSize = 400 })
        {
            Path = sent => sent.Index < fates.Length ? fates[sent.Index] : Delivered,
        }.Connect();

        Assert.That(pair.AreConnected, Is.True, $"seed {seed}: {pair.Client.Failure} {pair.Server.Failure}");
    }

    /// <summary>Lost with 20 %, doubled with 10 %, and up to 40 ms late.</summary>
    private static TimeSpan[] Fate(Random random)
    {
        if (random.NextDouble() < 0.2) return [];
        var delay = TimeSpan.FromMilliseconds(random.NextDouble() * 40);
        return random.NextDouble() < 0.1 ? [delay, delay + TimeSpan.FromMilliseconds(random.NextDouble() * 200)] : [delay];
    }

    private static DtlsPair Small(Func<Sent, TimeSpan[]> path) => new DtlsPair(
        options => options with { MaxDatagramSize = 256 }, options => options with { MaxDatagramSize = 256 })
    {
        Path = path,
    }.Connect();

    private static void AssertConnected(DtlsPair pair)
    {
        Assert.That(pair.AreConnected, Is.True, $"{pair.Client.Failure} {pair.Server.Failure}");
        Assert.That(pair.Client.Events, Has.Count.EqualTo(1));
        Assert.That(pair.Server.Events, Has.Count.EqualTo(1));
        Assert.That(pair.Client.Endpoint.NextDeadline, Is.EqualTo(Instant.Never));
        pair.Server.Receive(pair.Client.Seal([7]), pair.Now);
        pair.Client.Receive(pair.Server.Seal([8]), pair.Now);
        Assert.That(pair.Server.Received.Single(), Is.EqualTo(new byte[] { 7 }));
        Assert.That(pair.Client.Received.Single(), Is.EqualTo(new byte[] { 8 }));
    }
}
