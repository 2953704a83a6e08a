using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

public class CoalescedDatagramsTests
{
    private static readonly byte[] Stun = [0, 1, 0, 4, .. new byte[16], 1, 2, 3, 4];
    private static readonly byte[] Dtls = [23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 1, 0, 3, 7, 8, 9];

    [Test]
    public void Each_part_says_its_own_length() =>
        Assert.That(Split([.. Dtls, .. Dtls, .. Stun, .. Dtls]), Is.EqualTo(new[] { Dtls, Dtls, Stun, Dtls }));

    [Test]
    public void ChannelData_may_be_padded_or_not()
    {
        byte[] channel = [0x40, 0, 0, 5, 1, 2, 3, 4, 5];
        byte[] padded = [.. channel, 0, 0, 0];

        Assert.That(Split([.. channel, .. channel, .. channel]), Is.EqualTo(new[] { channel, channel, channel }));
        Assert.That(Split([.. padded, .. padded, .. padded]), Is.EqualTo(new[] { padded, padded, padded }));
        Assert.That(Split([.. channel, .. Stun]), Is.EqualTo(new[] { channel, Stun }));
        for (var length = 1; length < 8; length++)
        {
            Assert.That(Split([.. channel, .. channel[..length]]), Is.EqualTo(new[] { channel, channel[..length] }));
        }
    }

    [Test]
    public void What_is_cut_short_or_unknown_is_one_part()
    {
        for (var length = 1; length < Dtls.Length; length++)
        {
            Assert.That(Split([.. Stun, .. Dtls[..length]]), Is.EqualTo(new[] { Stun, Dtls[..length] }));
        }
        byte[] junk = [200, 1, 2, .. Dtls];
        Assert.That(Split(junk), Is.EqualTo(new[] { junk }));
    }

    private static List<byte[]> Split(byte[] joined)
    {
        var parts = new List<byte[]>();
        var rest = joined.AsSpan();
        while (!rest.IsEmpty) parts.Add(CoalescedDatagrams.TakeFirst(ref rest).ToArray());
        return parts;
    }
}
