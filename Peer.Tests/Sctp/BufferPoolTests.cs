using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Sctp;

public class BufferPoolTests
{
    [Test]
    public void Gives_at_least_what_is_asked_for_and_the_same_again()
    {
        var pool = new BufferPool(int.MaxValue);
        for (var size = 1; size <= 1 << 20; size += size / 7 + 1)
        {
            var buffer = pool.Rent(size);
            Assert.That(buffer, Has.Length.GreaterThanOrEqualTo(size));
            Assert.That(buffer.Length, Is.LessThanOrEqualTo(Math.Max(128, size * 2)));
            pool.Return(buffer);
            Assert.That(pool.Rent(size), Is.SameAs(buffer));
        }
    }

    [TestCase(2048)]
    [TestCase(2049)]
    [TestCase(1 << 20)]
    [TestCase((1 << 20) + 1)]
    public void Boundaries_of_the_classes_fit(int size) =>
        Assert.That(new BufferPool(0).Rent(size), Has.Length.GreaterThanOrEqualTo(size));

    [Test]
    public void Keeps_no_more_than_its_bound()
    {
        var pool = new BufferPool(2048);
        var (one, two, three) = (pool.Rent(1024), pool.Rent(1024), pool.Rent(1024));
        pool.Return(one);
        pool.Return(two);
        pool.Return(three);

        Assert.That(pool.Rent(1024), Is.SameAs(two));
        Assert.That(pool.Rent(1024), Is.SameAs(one));
        Assert.That(pool.Rent(1024), Is.Not.SameAs(three));
    }
}
