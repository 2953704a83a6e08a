using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

public class ClosingTests
{
    [Test]
    public void A_goodbye_closes_both_ends_and_only_the_other_is_told([Values] bool byClient)
    {
        using var pair = new DtlsPair().Connect();
        var (closing, other) = byClient ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
        var late = other.Seal([1]);

        closing.Endpoint.Close();
        pair.Run();

        Assert.That(closing.Endpoint.State, Is.EqualTo(DtlsState.Closed));
        Assert.That(other.Endpoint.State, Is.EqualTo(DtlsState.Closed));
        Assert.That(other.Events.Last(), Is.InstanceOf<DtlsEvent.Closed>());
        Assert.That(closing.Events.OfType<DtlsEvent.Closed>(), Is.Empty);
        closing.Receive(late, pair.Now);
        Assert.That(closing.Received, Is.Empty, "nothing is read after the end");
        Assert.That(() => other.Seal([1]), Throws.InvalidOperationException);
    }

    [Test]
    public void A_lost_goodbye_is_repeated_to_an_end_that_talks_on_but_not_for_ever()
    {
        using var pair = new DtlsPair().Connect();
        pair.Path = _ => [];
        pair.Client.Endpoint.Close();
        pair.Run();
        var sent = pair.Log.Count;
        for (var i = 0; i < 100; i++)
        {
            pair.Client.Receive(pair.Server.Seal([1]), pair.Now + TimeSpan.FromMilliseconds(20 * i));
            pair.Run();
        }
        Assert.That(pair.Log.Count - sent, Is.InRange(1, 4));

        pair.Path = _ => [TimeSpan.Zero];
        pair.Server.Receive(pair.Log[^1].Datagram, pair.Now);
        pair.Run();
        Assert.That(pair.Server.Endpoint.State, Is.EqualTo(DtlsState.Closed));
    }

    [Test]
    public void Closing_before_or_during_the_handshake_ends_it()
    {
        using var unstarted = new DtlsPair();
        unstarted.Client.Endpoint.Close();
        Assert.That(unstarted.Client.Endpoint.State, Is.EqualTo(DtlsState.Closed));
        Assert.That(unstarted.Client.Endpoint.TryWrite(new byte[100], unstarted.Now, out _), Is.False);

        using var pair = new DtlsPair().Start();
        pair.Run(0.015);
        pair.Client.Endpoint.Close();
        pair.Run();
        Assert.That(pair.Server.Endpoint.State, Is.EqualTo(DtlsState.Closed));
        Assert.That(pair.Server.Events.OfType<DtlsEvent.Connected>(), Is.Empty);
        Assert.That(pair.Client.Endpoint.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void A_fatal_alert_ends_the_handshake_and_names_itself()
    {
        var client = DtlsPair.Create(DtlsRole.Client, Certificates.Alice, Certificates.Bob);
        client.Endpoint.Start(new(0));
        client.Receive(Wire.Record(ContentType.Alert, 0, 0, [2, 40]), new(0));

        Assert.That(client.Failure?.Reason, Is.EqualTo(DtlsFailure.AlertReceived));
        Assert.That(client.Failure?.Alert, Is.EqualTo(AlertDescription.HandshakeFailure));
        Assert.That(client.Endpoint.TryWrite(new byte[500], new(0), out _), Is.False, "to an alert none is given back");
    }

    [TestCase(new byte[] { 1, 90 })]
    [TestCase(new byte[] { 1, 100 })]
    [TestCase(new byte[] { 2 })]
    [TestCase(new byte[] { 3, 40 })]
    [TestCase(new byte[] { 2, 40, 0 })]
    [TestCase(new byte[] { })]
    public void Warnings_and_malformed_alerts_end_nothing(byte[] alert)
    {
        using var pair = new DtlsPair().Start();
        pair.Client.Receive(Wire.Record(ContentType.Alert, 0, 0, alert), pair.Now);
        pair.Run();

        Assert.That(pair.AreConnected, Is.True);
    }

    [Test]
    public void An_alert_in_the_clear_ends_no_connection()
    {
        using var pair = new DtlsPair().Connect();
        pair.Client.Receive(Wire.Record(ContentType.Alert, 0, 50, [2, 40]), pair.Now);
        pair.Client.Receive(Wire.Record(ContentType.Alert, 0, 51, [1, 0]), pair.Now);

        Assert.That(pair.Client.IsConnected, Is.True);
    }

    [Test]
    public void A_disposed_end_neither_reads_nor_writes()
    {
        using var pair = new DtlsPair().Connect();
        var record = pair.Client.Seal([1]);
        pair.Server.Endpoint.Close();
        pair.Server.Endpoint.Dispose();

        pair.Server.Receive(record, pair.Now);

        Assert.That(pair.Server.Received, Is.Empty);
        Assert.That(pair.Server.Endpoint.TryWrite(new byte[100], pair.Now, out _), Is.False);
        Assert.That(pair.Server.Endpoint.NextDeadline, Is.EqualTo(Instant.Never));
    }
}
