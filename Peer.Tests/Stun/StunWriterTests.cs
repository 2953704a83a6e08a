using System.Net;
using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Stun;

public class StunWriterTests
{
    private const string Header = "2112A442" + "0102030405060708090A0B0C";
    private static readonly StunTransactionId Id = new(0x0102030405060708, 0x090A0B0C);

    [Test]
    public void Writes_the_attributes_of_a_channel_binding()
    {
        var writer = new StunWriter(new byte[128], StunClass.Request, StunMethod.ChannelBind, Id);
        writer.AddChannelNumber(0x4001);
        writer.AddXorAddress(
            StunAttributeType.XorPeerAddress, TransportAddress.Create(IPAddress.Parse("192.0.2.1"), 32853));
        writer.AddUInt32(StunAttributeType.Lifetime, 600);

        Assert.That(Convert.ToHexString(writer.Written), Is.EqualTo(
            "0009001C" + Header + "000C000440010000" + "001200080001A147E112A643" + "000D000400000258"));
    }

    [Test]
    public void Writes_an_error_with_what_was_not_understood()
    {
        var writer = new StunWriter(new byte[128], StunClass.ErrorResponse, StunMethod.Binding, Id);
        writer.AddErrorCode(StunErrorCode.UnknownAttribute, "No"u8);
        writer.AddUnknownAttributes([0x7001, 0x0003, 0x7FFF]);

        Assert.That(Convert.ToHexString(writer.Written), Is.EqualTo(
            "01110018" + Header + "00090006000004144E6F0000" + "000A0006700100037FFF0000"));
    }

    [Test]
    public void Pads_with_zeros_whatever_the_buffer_held()
    {
        var buffer = new byte[64];
        buffer.AsSpan().Fill(0xFF);
        var writer = new StunWriter(buffer, StunClass.Indication, StunMethod.Send, Id);
        writer.Add(StunAttributeType.Data, [1, 2, 3, 4, 5]);
        writer.AddFlag(StunAttributeType.DontFragment);

        Assert.That(Convert.ToHexString(writer.Written), Is.EqualTo(
            "00160010" + Header + "0013000501020304050000" + "00" + "001A0000"));
    }

    [Test]
    public void Running_over_the_buffer_throws()
    {
        Assert.That(
            () =>
            {
                var writer = new StunWriter(new byte[27], StunClass.Request, StunMethod.Binding, Id);
                writer.AddUInt32(StunAttributeType.Priority, 1);
            },
            Throws.InstanceOf<ArgumentException>());
    }
}
