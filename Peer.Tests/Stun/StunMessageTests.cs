using System.Buffers.Binary;
using System.Net;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Stun;

public class StunMessageTests
{
    private static readonly byte[] Key = StunKey.ShortTerm(StunVectors.ShortTermPassword);
    private static readonly StunTransactionId Id = new(0x0102030405060708, 0x090A0B0C);

    [TestCaseSource(typeof(StunVectors), nameof(StunVectors.All))]
    public void No_prefix_of_a_message_is_a_message(byte[] vector)
    {
        for (var length = 0; length < vector.Length; length++)
            Assert.That(StunMessage.TryRead(vector.AsSpan(0, length), out _), Is.False, $"{length} bytes");
    }

    [TestCaseSource(typeof(StunVectors), nameof(StunVectors.All))]
    public void A_prefix_whose_length_field_fits_it_is_read_up_to_a_whole_attribute_only(byte[] vector)
    {
        for (var length = StunMessage.HeaderLength; length < vector.Length; length += 4)
        {
            var cut = vector[..length];
            BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(2), (ushort)(length - StunMessage.HeaderLength));
            var isWhole = AttributeOffsets(vector).Contains(length);
            Assert.That(StunMessage.TryRead(cut, out var message), Is.EqualTo(isWhole), $"{length} bytes");
            if (isWhole) ReadEverything(message);
        }
    }

    [TestCaseSource(typeof(StunVectors), nameof(StunVectors.All))]
    public void Each_attribute_length_is_survived(byte[] vector)
    {
        foreach (var offset in AttributeOffsets(vector).SkipLast(1))
        {
            for (var length = 0; length <= ushort.MaxValue; length = length < 64 ? length + 1 : length * 2 + 1)
            {
                var changed = vector.ToArray();
                BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(offset + 2), (ushort)length);
                if (StunMessage.TryRead(changed, out var message)) ReadEverything(message);
                if (length > vector.Length) Assert.That(StunMessage.TryRead(changed, out _), Is.False);
            }
        }
    }

    [Test]
    public void Each_flipped_bit_is_noticed()
    {
        var intact = StunVectors.Request;
        for (var bit = 0; bit < intact.Length * 8; bit++)
        {
            var changed = intact.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            var isAccepted = StunMessage.TryRead(changed, out var message)
                && message.HasValidIntegrity(Key) && message.HasValidFingerprint();
            Assert.That(isAccepted, Is.False, $"bit {bit}");
        }
    }

    [Test]
    public void Another_key_is_refused()
    {
        StunMessage.TryRead(StunVectors.Request, out var message);
        Assert.That(message.HasValidIntegrity(StunKey.ShortTerm("VOkJxbRl1RmTxUk/WvJxBu")), Is.False);
        Assert.That(message.HasValidIntegrity([]), Is.False);
    }

    [Test]
    public void A_message_without_integrity_is_not_authenticated_by_any_key()
    {
        var writer = new StunWriter(new byte[64], StunClass.Request, StunMethod.Binding, Id);
        writer.AddFingerprint();
        StunMessage.TryRead(writer.Written, out var message);

        Assert.That(message.HasValidFingerprint(), Is.True);
        Assert.That(message.HasValidIntegrity([]), Is.False);
    }

    [TestCase(0, 0x001, 0x0001, Description = "Binding request")]
    [TestCase(1, 0x007, 0x0017, Description = "Data indication")]
    [TestCase(2, 0x003, 0x0103, Description = "Allocate success")]
    [TestCase(3, 0x009, 0x0119, Description = "ChannelBind error")]
    [TestCase(2, 0xFFF, 0x3FEF)]
    [TestCase(3, 0xA5A, 0x29BA)]
    public void Class_and_method_are_interleaved(int @class, int method, int type)
    {
        var writer = new StunWriter(new byte[20], (StunClass)@class, (StunMethod)method, Id);

        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(writer.Written), Is.EqualTo(type));
        Assert.That(StunMessage.TryRead(writer.Written, out var message), Is.True);
        Assert.That(message.Class, Is.EqualTo((StunClass)@class));
        Assert.That(message.Method, Is.EqualTo((StunMethod)method));
        Assert.That(message.TransactionId, Is.EqualTo(Id));
    }

    [Test]
    public void What_follows_the_integrity_is_ignored_but_the_fingerprint()
    {
        var writer = new StunWriter(new byte[128], StunClass.Request, StunMethod.Binding, Id);
        writer.AddUInt32(StunAttributeType.Priority, 7);
        writer.AddIntegrity(Key);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.Add((StunAttributeType)0x7777, []);
        writer.AddFingerprint();
        Assert.That(StunMessage.TryRead(writer.Written, out var message), Is.True);

        Assert.That(message.Has(StunAttributeType.Priority), Is.True);
        Assert.That(message.Has(StunAttributeType.UseCandidate), Is.False);
        Assert.That(message.CopyUnknownRequired(new ushort[4]), Is.Zero);
        Assert.That(message.HasValidIntegrity(Key), Is.True);
        Assert.That(message.HasValidFingerprint(), Is.True);
    }

    [Test]
    public void Nothing_may_follow_the_fingerprint()
    {
        var writer = new StunWriter(new byte[128], StunClass.Request, StunMethod.Binding, Id);
        writer.AddFingerprint();
        writer.AddIntegrity(Key);
        StunMessage.TryRead(writer.Written, out var message);

        Assert.That(message.HasValidFingerprint(), Is.False);
        Assert.That(message.HasValidIntegrity(Key), Is.False);
    }

    [Test]
    public void The_stronger_integrity_decides_where_both_are_present()
    {
        var buffer = new byte[128];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Allocate, Id);
        writer.AddIntegrity(Key);
        writer.AddIntegritySha256(Key);
        var length = writer.Length;

        StunMessage.TryRead(buffer.AsSpan(0, length), out var intact);
        Assert.That(intact.HasValidIntegrity(Key), Is.True);
        buffer[length - 1] ^= 1;
        StunMessage.TryRead(buffer.AsSpan(0, length), out var changed);
        Assert.That(changed.HasValidIntegrity(Key), Is.False);
    }

    [Test]
    public void Unknown_attributes_count_only_if_they_must_be_understood()
    {
        var writer = new StunWriter(new byte[128], StunClass.Request, StunMethod.Binding, Id);
        writer.Add((StunAttributeType)0x7001, [1, 2, 3]);
        writer.Add((StunAttributeType)0xC057, [0, 0, 0, 10]);
        writer.Add((StunAttributeType)0x0003, []);
        writer.AddUInt32(StunAttributeType.Priority, 7);
        StunMessage.TryRead(writer.Written, out var message);

        Span<ushort> unknown = stackalloc ushort[4];
        Assert.That(message.CopyUnknownRequired(unknown), Is.EqualTo(2));
        Assert.That(unknown[..2].ToArray(), Is.EqualTo(new ushort[] { 0x7001, 0x0003 }));
        Assert.That(message.CopyUnknownRequired(unknown[..1]), Is.EqualTo(1));
    }

    [TestCase("192.0.2.7", 65535)]
    [TestCase("2001:db8::7", 1)]
    [TestCase("255.255.255.255", 0)]
    public void Addresses_are_read_as_written(string text, int port)
    {
        var address = TransportAddress.Create(IPAddress.Parse(text), (ushort)port);
        var writer = new StunWriter(new byte[128], StunClass.SuccessResponse, StunMethod.Allocate, Id);
        writer.AddAddress(StunAttributeType.MappedAddress, address);
        writer.AddXorAddress(StunAttributeType.XorRelayedAddress, address);
        writer.AddXorAddress(StunAttributeType.XorPeerAddress, address);
        StunMessage.TryRead(writer.Written, out var message);

        Assert.That(message.TryGetAddress(StunAttributeType.MappedAddress, out var plain) ? plain : default, Is.EqualTo(address));
        Assert.That(message.TryGetXorAddress(StunAttributeType.XorRelayedAddress, out var relayed) ? relayed : default, Is.EqualTo(address));
        Assert.That(message.TryGetXorAddress(StunAttributeType.XorPeerAddress, out var peer) ? peer : default, Is.EqualTo(address));
        Assert.That(message.TryGetXorAddress(StunAttributeType.XorMappedAddress, out _), Is.False);
    }

    [TestCase("00")]
    [TestCase("0001A147E112A6")]
    [TestCase("0001A147E112A64300")]
    [TestCase("0002A147E112A643")]
    [TestCase("0003A147E112A643")]
    [TestCase("0001A1470113A9FAA5D3F179BC25F4B5BEDAB9D9")]
    [TestCase("")]
    public void An_address_of_the_wrong_length_or_family_is_none(string value)
    {
        var writer = new StunWriter(new byte[128], StunClass.SuccessResponse, StunMethod.Binding, Id);
        writer.Add(StunAttributeType.XorMappedAddress, Convert.FromHexString(value));
        writer.Add(StunAttributeType.MappedAddress, Convert.FromHexString(value));
        StunMessage.TryRead(writer.Written, out var message);

        Assert.That(message.TryGetXorAddress(StunAttributeType.XorMappedAddress, out _), Is.False);
        Assert.That(message.TryGetAddress(StunAttributeType.MappedAddress, out _), Is.False);
    }

    [TestCase("", 0)]
    [TestCase("000004", 0)]
    [TestCase("00000457", 487)]
    [TestCase("00000300", 300)]
    [TestCase("FFFFFC57", 487, Description = "the reserved bits are ignored")]
    [TestCase("00000200", 0)]
    [TestCase("00000700", 0)]
    [TestCase("00000464", 0)]
    public void Error_codes_run_from_300_to_699(string value, int code)
    {
        var writer = new StunWriter(new byte[128], StunClass.ErrorResponse, StunMethod.Binding, Id);
        writer.Add(StunAttributeType.ErrorCode, Convert.FromHexString(value));
        StunMessage.TryRead(writer.Written, out var message);

        Assert.That(message.TryGetErrorCode(out var read, out _), Is.EqualTo(code != 0));
        Assert.That((int)read, Is.EqualTo(code));
    }

    [Test]
    public void A_stream_tells_how_long_the_message_is_before_it_is_there()
    {
        Assert.That(StunMessage.TryReadLength(StunVectors.Request.AsSpan(0, 20), out var length), Is.True);
        Assert.That(length, Is.EqualTo(StunVectors.Request.Length));
        Assert.That(StunMessage.TryReadLength(StunVectors.Request.AsSpan(0, 19), out _), Is.False);
    }

    [TestCase(0, 0x40, Description = "a channel's data")]
    [TestCase(4, 0x20, Description = "another cookie")]
    [TestCase(3, 0x59, Description = "a length that is no multiple of four")]
    public void What_has_another_header_is_no_message(int offset, int value)
    {
        var changed = StunVectors.Request.ToArray();
        changed[offset] = (byte)value;

        Assert.That(StunMessage.TryRead(changed, out _), Is.False);
    }

    private static void ReadEverything(in StunMessage message)
    {
        foreach (var type in Enum.GetValues<StunAttributeType>())
        {
            message.TryGet(type, out _);
            message.TryGetUInt32(type, out _);
            message.TryGetUInt64(type, out _);
            message.TryGetAddress(type, out _);
            message.TryGetXorAddress(type, out _);
        }
        message.TryGetErrorCode(out _, out _);
        message.TryGetChannelNumber(out _);
        message.HasValidIntegrity(Key);
        message.HasValidFingerprint();
        message.CopyUnknownRequired(new ushort[2]);
    }

    /// <summary>Where each attribute begins, and the end.</summary>
    private static List<int> AttributeOffsets(byte[] message)
    {
        List<int> offsets = [StunMessage.HeaderLength];
        while (offsets[^1] < message.Length)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(offsets[^1] + 2));
            offsets.Add(offsets[^1] + 4 + (length + 3 & ~3));
        }
        return offsets;
    }
}
