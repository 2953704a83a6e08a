using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

public class DatagramBatchTests
{
    private static readonly TransportPath Here =
        new(TransportAddress.Create([10, 0, 0, 1], 1), TransportAddress.Create([10, 0, 0, 2], 2));

    private static readonly TransportPath Elsewhere = Here with { Remote = TransportAddress.Create([10, 0, 0, 3], 3) };

    [Test]
    public void Holds_equal_datagrams_and_a_shorter_last_one()
    {
        var batch = new DatagramBatch();

        Assert.That(Add(batch, 1, 1000, Here), Is.True);
        Assert.That(Add(batch, 2, 1000, Here), Is.True);
        Assert.That(Add(batch, 3, 400, Here), Is.True);
        Assert.That(Add(batch, 4, 400, Here), Is.False, "nothing follows a shorter one");

        Assert.That(batch.SegmentSize, Is.EqualTo(1000));
        Assert.That(batch.Datagrams.Length, Is.EqualTo(2400));
        Assert.That(batch.Datagrams[^1], Is.EqualTo(3));
    }

    [Test]
    public void Refuses_another_path_and_a_longer_datagram()
    {
        var batch = new DatagramBatch();
        Add(batch, 1, 500, Here);

        Assert.That(Add(batch, 2, 500, Elsewhere), Is.False);
        Assert.That(Add(batch, 2, 501, Here), Is.False);
        Assert.That(batch.Datagrams.Length, Is.EqualTo(500));
    }

    [Test]
    public void Begins_anew_with_what_it_refused()
    {
        var batch = new DatagramBatch();
        Add(batch, 1, 500, Here);
        Add(batch, 2, 501, Elsewhere);

        batch.RestartWith(501, Elsewhere);

        Assert.That((batch.Path, batch.SegmentSize), Is.EqualTo((Elsewhere, 501)));
        Assert.That(batch.Datagrams.ToArray(), Is.EqualTo(Enumerable.Repeat((byte)2, 501)));
    }

    [Test]
    public void Is_full_before_a_system_call_would_refuse_it()
    {
        var batch = new DatagramBatch();
        var large = 0;
        while (Add(batch, 1, 1200, Here)) large++;
        batch.Clear();
        var small = 0;
        while (Add(batch, 1, 10, Here)) small++;

        Assert.That(large, Is.EqualTo(54), "65,507 bytes are the most that UDP carries");
        Assert.That(small, Is.EqualTo(64), "Linux's UDP_MAX_SEGMENTS");
    }

    private static bool Add(DatagramBatch batch, byte content, int length, in TransportPath path)
    {
        batch.Next[..length].Fill(content);
        return batch.TryAdd(length, path);
    }
}
