using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

[CancelAfter(20_000)]
public class UdpPortTests
{
    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Carries_datagrams_and_tells_where_from(string address)
    {
        using var a = new UdpPort(IPAddress.Parse(address));
        using var b = new UdpPort(IPAddress.Parse(address));
        var buffer = new byte[100];

        a.Send("hello"u8, 5, b.Local);

        Assert.That(b.TryReceive(buffer, out var length, out var remote), Is.True);
        Assert.That(buffer[..length], Is.EqualTo("hello"u8.ToArray()));
        Assert.That(remote, Is.EqualTo(a.Local));
    }

    [Test]
    public void Many_datagrams_go_at_once_and_arrive_whole()
    {
        using var a = new UdpPort(IPAddress.Loopback);
        using var b = new UdpPort(IPAddress.Loopback);
        var sent = new byte[(9 * 1000) + 13];
        for (var i = 0; i < sent.Length; i++) sent[i] = (byte)(i / 1000);
        var buffer = new byte[65_535];

        a.Send(sent, 1000, b.Local);
        var received = new List<byte>();
        while (received.Count < sent.Length && b.TryReceive(buffer, out var length, out _))
        {
            if (!b.Coalesces) Assert.That(length, Is.LessThanOrEqualTo(1000));
            received.AddRange(buffer[..length]);
        }

        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public void A_larger_datagram_after_a_batch_stays_whole()
    {
        using var a = new UdpPort(IPAddress.Loopback);
        using var b = new UdpPort(IPAddress.Loopback);
        var buffer = new byte[65_535];
        a.Send(new byte[2000], 1000, b.Local);
        var received = 0;
        while (received < 2000 && b.TryReceive(buffer, out var part, out _)) received += part;

        a.Send(new byte[1500], 1500, b.Local);

        Assert.That(b.TryReceive(buffer, out var length, out _) ? length : 0, Is.EqualTo(1500));
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void What_is_too_large_for_the_link_is_told_and_disturbs_nothing(string address)
    {
        using var a = new UdpPort(IPAddress.Parse(address));
        using var b = new UdpPort(IPAddress.Parse(address));
        var buffer = new byte[100];

        Assert.That(a.Send(new byte[65_600], 65_600, b.Local), Is.False);
        Assert.That(a.Send(new byte[131_200], 65_600, b.Local), Is.False);
        Assert.That(a.Send("fits"u8, 4, b.Local), Is.True);

        Assert.That(b.TryReceive(buffer, out var length, out _), Is.True);
        Assert.That(buffer[..length], Is.EqualTo("fits"u8.ToArray()));
    }

    [Test]
    public void Datagrams_of_the_largest_size_go_four_at_a_time()
    {
        using var a = new UdpPort(IPAddress.Loopback);
        using var b = new UdpPort(IPAddress.Loopback);
        var buffer = new byte[65_535];

        Assert.That(a.Send(new byte[4 * 16_376], 16_376, b.Local), Is.True);
        var received = 0;
        while (received < 4 * 16_376 && b.TryReceive(buffer, out var part, out _)) received += part;

        Assert.That(received, Is.EqualTo(4 * 16_376));
    }

    [Test]
    public void Closing_ends_a_receive_that_waits(CancellationToken cancellationToken)
    {
        var port = new UdpPort(IPAddress.Loopback);
        using var waiting = new ManualResetEventSlim();
        var received = true;
        var thread = new Thread(() =>
        {
            waiting.Set();
            received = port.TryReceive(new byte[100], out _, out _);
        });
        thread.Start();
        waiting.Wait(cancellationToken);

        port.Dispose();
        thread.Join();

        Assert.That(received, Is.False);
    }

    [Test]
    public void Sending_to_a_closed_port_disturbs_nothing()
    {
        using var port = new UdpPort(IPAddress.Loopback);
        using var other = new UdpPort(IPAddress.Loopback);
        var gone = new UdpPort(IPAddress.Loopback);
        gone.Dispose();
        var buffer = new byte[100];

        for (var i = 0; i < 1000; i++) port.Send("anybody?"u8, 8, gone.Local);
        port.Send(new byte[70_000], 70_000, other.Local);
        other.Send("here"u8, 4, port.Local);

        Assert.That(port.TryReceive(buffer, out var length, out _), Is.True);
        Assert.That(buffer[..length], Is.EqualTo("here"u8.ToArray()));
    }

    [Test]
    public void An_address_of_another_machine_cannot_be_bound() =>
        Assert.That(() => new UdpPort(IPAddress.Parse("203.0.113.1")), Throws.TypeOf<SocketException>());
}
