using System.Net.WebSockets;
using NUnit.Framework;
using RabbitMQ.Client;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Relay;
using RtcPeer.Relay.Backplane;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>What a broker, and whoever else uses it, can do to a relay.</summary>
[CancelAfter(120_000)]
public class BrokerTests : BrokerFixture
{
    [Test]
    public async Task A_broker_over_TLS_is_used_if_its_authority_is_trusted(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        var options = new RelayOptions { Backplane = broker.TlsUrl, BackplaneCa = broker.Authority, MetricsPort = 0 };
        await using var one = new TestRelay(options);
        await using var other = RelayPair.Start(broker);
        await RelayPair.WaitUntilLinkedAsync(one, ct);

        var (a, b) = (await one.JoinAsync(ct), await other.JoinAsync(ct));
        await b.SendTextAsync("hello", ct);
        Assert.That(await a.ReceiveTextAsync(ct), Is.EqualTo("hello"));
    }

    [TestCase(false, "localhost", TestName = "A broker's certificate of an unknown authority is not accepted")]
    [TestCase(true, RabbitMqBroker.OtherHost, TestName = "A broker's certificate with another name is not accepted")]
    public async Task A_wrong_certificate_of_the_broker_is_not_accepted(bool knowsAuthority, string host, CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        var url = broker.TlsUrl.Replace("localhost", host, StringComparison.Ordinal);
        await using var relay = new TestRelay(
            new RelayOptions { Backplane = url, BackplaneCa = knowsAuthority ? broker.Authority : null });

        var reason = await relay.Log.WaitForAsync("is down", ct);

        Assert.That(reason, Does.Contain("certificate"));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task A_wrong_password_leaves_the_relay_alone_and_is_not_logged(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var relay = new TestRelay(new RelayOptions { Backplane = broker.Url, BackplanePassword = "wrong-secret" });

        var reason = await relay.Log.WaitForAsync("is down", ct);

        Assert.That(reason, Does.Contain("ACCESS_REFUSED").And.Not.Contain("guest"));
        Assert.That(relay.Log.Lines, Has.None.Contains("wrong-secret"));
        Assert.That(await RelayPair.ReadinessAsync(relay, ct), Is.EqualTo("ready\nbackplane: down\n"));
        await relay.AssertServesAsync(ct);
    }

    [Test]
    public async Task What_others_write_into_the_exchange_harms_nobody(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker, new RelayOptions { MaxMessageBytes = 100 });
        await pair.WaitUntilLinkedAsync(ct);
        var (a, b) = (await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct));
        var (stranger, room) = (RelayId.New(), RoomKey.Of("/"));
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(ct);

        // What is written is confirmed, so that it is in all queues before what comes next.
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirmed, ct);

        await WriteAsync([]);
        await WriteAsync("junk"u8.ToArray());
        await WriteAsync(new byte[1_000_000]);
        await WriteAsync(EnvelopeTests.Bytes(new Envelope.Replay(stranger, new RelayId(1), 1)));
        await WriteAsync(EnvelopeTests.Bytes(new Envelope.Message(stranger, 1, room, WebSocketMessageType.Text, "from nowhere"u8.ToArray())));
        await WriteAsync(EnvelopeTests.Bytes(new Envelope.Ask(stranger, stranger, 0, TimeSpan.FromDays(1))));

        await a.SendTextAsync("still well", ct);
        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo("still well"));
        Assert.That(await RelayPair.MetricsAsync(pair.Other, ct), Does.Contain("dropped_total{reason=\"malformed\"} 3\n"));

        async Task WriteAsync(byte[] body) => await channel.BasicPublishAsync(AmqpSession.Exchange, "", body, ct);
    }

    [Test]
    public async Task Messages_of_a_relay_with_a_higher_limit_are_dropped_and_counted(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var one = RelayPair.Start(broker);
        await using var other = RelayPair.Start(broker, new RelayOptions { MaxMessageBytes = 100 });
        await RelayPair.WaitUntilLinkedAsync(one, ct);
        await RelayPair.WaitUntilLinkedAsync(other, ct);
        var (a, b) = (await one.JoinAsync(ct), await other.JoinAsync(ct));

        await a.SendTextAsync(new string('x', 101), ct);
        await a.SendTextAsync(new string('y', 100), ct);

        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo(new string('y', 100)));
        Assert.That(await RelayPair.MetricsAsync(other, ct), Does.Contain("dropped_total{reason=\"too_big\"} 1\n"));
    }

    [Test]
    public async Task A_broker_that_is_short_of_memory_gets_the_messages_later(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker);
        await pair.WaitUntilLinkedAsync(ct);
        var (a, b) = (await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct));
        await broker.SetShortOfMemoryAsync(true, ct);
        try
        {
            await a.SendTextAsync("patience", ct);
            await pair.One.Log.WaitForAsync("takes no messages for now", ct);
            Assert.That(await RelayPair.ReadinessAsync(pair.One, ct), Is.EqualTo("ready\nbackplane: down\n"));
            await pair.One.AssertServesAsync(ct);
        }
        finally
        {
            await broker.SetShortOfMemoryAsync(false, CancellationToken.None);
        }

        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo("patience"));
        await pair.One.Log.WaitForAsync("takes messages again", ct);
        Assert.That(await RelayPair.MetricsAsync(pair.One, ct), Does.Contain("\nrtcpeer_relay_backplane_up 1\n"));
    }

    [Test]
    public async Task A_queue_that_an_operator_deletes_is_made_anew(CancellationToken ct)
    {
        var broker = await BrokerAsync(ct);
        await using var pair = new RelayPair(broker);
        await pair.WaitUntilLinkedAsync(ct);
        var (a, b) = (await pair.One.JoinAsync(ct), await pair.Other.JoinAsync(ct));

        await broker.DeleteQueuesAsync(ct);
        await pair.Other.Log.WaitForAsync("is down", ct);
        await a.SendTextAsync("meanwhile", ct);

        Assert.That(await b.ReceiveTextAsync(ct), Is.EqualTo("meanwhile"));
    }
}
