using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Handshake;

namespace RtcPeer.Peer.Tests.Dtls;

public class ReassemblyTests
{
    private static readonly byte[] Body = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    [Test]
    public void Fragments_in_any_order_overlapping_and_repeated_become_the_message([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        var reassembler = new HandshakeReassembler();
        HandshakeMessage message;
        while (!reassembler.TryTake(out message))
        {
            var offset = random.Next(Body.Length);
            var length = random.Next(Math.Min(60, Body.Length - offset) + 1);
            Add(reassembler, HandshakeType.Certificate, 0, Body.Length, offset, Body.AsSpan(offset, length));
        }
        Assert.That(message.Body.ToArray(), Is.EqualTo(Body));
        Assert.That(Convert.ToHexString(message.Bytes, 0, 12), Is.EqualTo("0B0000C800000000000000C8"), "as if in one fragment");
    }

    [Test]
    public void Messages_come_out_in_order_and_gaps_are_waited_for()
    {
        var reassembler = new HandshakeReassembler();
        foreach (var sequence in new ushort[] { 3, 1, 2 })
        {
            Add(reassembler, HandshakeType.ServerHelloDone, sequence, 0, 0, []);
            Assert.That(reassembler.TryTake(out _), Is.False);
        }
        Add(reassembler, HandshakeType.ServerHello, 0, 1, 0, [7]);

        for (ushort sequence = 0; sequence < 4; sequence++)
        {
            Assert.That(reassembler.TryTake(out var message), Is.True);
            Assert.That(message.Sequence, Is.EqualTo(sequence));
        }
        Assert.That(Add(reassembler, HandshakeType.ServerHello, 0, 1, 0, [7]), Is.False, "it is over");
    }

    [Test]
    public void An_empty_fragment_of_a_message_that_is_not_empty_is_worth_nothing()
    {
        var reassembler = new HandshakeReassembler();
        for (var i = 0; i < 1000; i++)
        {
            Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 100, i % 100, []), Is.False);
        }
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 100, 0, Body.AsSpan(0, 100)), Is.True);
        Assert.That(reassembler.TryTake(out _), Is.True);
    }

    [Test]
    public void Fragments_that_disagree_about_their_message_are_dropped()
    {
        var reassembler = new HandshakeReassembler();
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 200, 0, Body.AsSpan(0, 100)), Is.True);
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 201, 100, Body.AsSpan(100)), Is.False);
        Assert.That(Add(reassembler, HandshakeType.ServerHello, 0, 200, 100, Body.AsSpan(100)), Is.False);
        Assert.That(reassembler.TryTake(out _), Is.False);
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 200, 100, Body.AsSpan(100)), Is.True);
        Assert.That(reassembler.TryTake(out var message), Is.True);
        Assert.That(message.Body.ToArray(), Is.EqualTo(Body));
    }

    [Test]
    public void A_fragment_past_the_end_of_its_message_is_malformed()
    {
        var bytes = Wire.Fragment(HandshakeType.Certificate, 0, 50, 40, Body.AsSpan(0, 11));
        var reader = new ByteReader(bytes);
        Assert.That(HandshakeFragment.TryRead(ref reader, out _), Is.False);
    }

    [Test]
    public void Messages_that_are_too_long_or_too_far_ahead_are_refused()
    {
        var reassembler = new HandshakeReassembler();
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 64 * 1024 + 1, 0, [1]), Is.False);
        Assert.That(Add(reassembler, HandshakeType.ServerHello, 0, 16 * 1024 + 1, 0, [1]), Is.False);
        Assert.That(Add(reassembler, HandshakeType.ServerHello, 0, 0xFFFFFF, 0, [1]), Is.False);
        Assert.That(Add(reassembler, HandshakeType.ServerHelloDone, HandshakeReassembler.MaxMessagesAhead, 0, 0, []), Is.False);
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 64 * 1024, 0, [1]), Is.True);
    }

    [Test]
    public void Messages_ahead_are_bounded_together_and_never_hinder_the_next_one()
    {
        var reassembler = new HandshakeReassembler();
        for (ushort sequence = 1; sequence < 100; sequence++)
        {
            Add(reassembler, HandshakeType.Certificate, sequence, 10_000, 0, [1]);
            Assert.That(reassembler.BytesAhead, Is.LessThanOrEqualTo(HandshakeReassembler.MaxBytesAhead));
        }
        Assert.That(Add(reassembler, HandshakeType.Certificate, 0, 60_000, 0, [1]), Is.True);
    }

    private static bool Add(
        HandshakeReassembler reassembler, HandshakeType type, ushort sequence, int length, int offset, ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(Wire.Fragment(type, sequence, length, offset, data));
        return HandshakeFragment.TryRead(ref reader, out var fragment) && reassembler.TryAdd(fragment);
    }
}
