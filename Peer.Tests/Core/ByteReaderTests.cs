using NUnit.Framework;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Core;

public class ByteReaderTests
{
    [Test]
    public void Reads_back_what_the_writer_wrote()
    {
        var buffer = new byte[64];
        var writer = new ByteWriter(buffer);
        writer.WriteByte(0x01);
        writer.WriteUInt16(0x0203);
        writer.WriteUInt24(0x040506);
        writer.WriteUInt32(0x0708090A);
        writer.WriteUInt48(0x0B0C0D0E0F10);
        writer.WriteUInt64(0x1112131415161718);
        writer.WriteBytes([0x19, 0x1A]);

        Assert.That(Convert.ToHexString(writer.Written), Is.EqualTo("0102030405060708090A0B0C0D0E0F101112131415161718191A"));

        var reader = new ByteReader(writer.Written);
        Assert.That(reader.TryReadByte(out var one) ? one : 0, Is.EqualTo(0x01));
        Assert.That(reader.TryReadUInt16(out var two) ? two : 0, Is.EqualTo(0x0203));
        Assert.That(reader.TryReadUInt24(out var three) ? three : 0, Is.EqualTo(0x040506));
        Assert.That(reader.TryReadUInt32(out var four) ? four : 0, Is.EqualTo(0x0708090A));
        Assert.That(reader.TryReadUInt48(out var six) ? six : 0, Is.EqualTo(0x0B0C0D0E0F10));
        Assert.That(reader.TryReadUInt64(out var eight) ? eight : 0, Is.EqualTo(0x1112131415161718));
        Assert.That(reader.TryReadBytes(2, out var rest) ? rest.ToArray() : [], Is.EqualTo(new byte[] { 0x19, 0x1A }));
        Assert.That(reader.IsAtEnd, Is.True);
    }

    [Test]
    public void A_read_that_does_not_fit_consumes_nothing()
    {
        var reader = new ByteReader([0xFF]);

        Assert.That(reader.TryReadUInt16(out _), Is.False);
        Assert.That(reader.TryReadUInt24(out _), Is.False);
        Assert.That(reader.TryReadUInt32(out _), Is.False);
        Assert.That(reader.TryReadUInt48(out _), Is.False);
        Assert.That(reader.TryReadUInt64(out _), Is.False);
        Assert.That(reader.TryReadBytes(2, out _), Is.False);
        Assert.That(reader.TryReadBytes(-1, out _), Is.False);
        Assert.That(reader.Remaining, Is.EqualTo(1));
    }
}
