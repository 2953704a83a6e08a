using System.Net;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Stun;

public class StunVectorTests
{
    private static readonly byte[] ShortTermKey = StunKey.ShortTerm(StunVectors.ShortTermPassword);

    [Test]
    public void Reads_the_sample_request_of_RFC_5769()
    {
        Assert.That(StunMessage.TryRead(StunVectors.Request, out var message), Is.True);

        Assert.That(message.Class, Is.EqualTo(StunClass.Request));
        Assert.That(message.Method, Is.EqualTo(StunMethod.Binding));
        Assert.That(message.TransactionId, Is.EqualTo(new StunTransactionId(0xB7E7A701BC34D686, 0xFA87DFAE)));
        Assert.That(TextOf(message, StunAttributeType.Software), Is.EqualTo("STUN test client"));
        Assert.That(TextOf(message, StunAttributeType.Username), Is.EqualTo("evtj:h6vY"));
        Assert.That(message.TryGetUInt32(StunAttributeType.Priority, out var priority) ? priority : 0, Is.EqualTo(0x6E0001FF));
        Assert.That(
            message.TryGetUInt64(StunAttributeType.IceControlled, out var tieBreaker) ? tieBreaker : 0,
            Is.EqualTo(0x932FF9B151263B36));
        Assert.That(message.Has(StunAttributeType.UseCandidate), Is.False);
        Assert.That(message.HasValidIntegrity(ShortTermKey), Is.True);
        Assert.That(message.HasValidFingerprint(), Is.True);
        Assert.That(message.CopyUnknownRequired(new ushort[4]), Is.Zero);
    }

    [Test]
    public void Reads_the_sample_IPv4_response_of_RFC_5769() =>
        AssertResponse(StunVectors.IPv4Response, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 32853));

    [Test]
    public void Reads_the_sample_IPv6_response_of_RFC_5769() => AssertResponse(
        StunVectors.IPv6Response,
        new IPEndPoint(IPAddress.Parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853));

    [Test]
    public void Reads_the_sample_request_with_long_term_credentials_of_RFC_5769()
    {
        var key = StunKey.LongTerm(StunVectors.LongTermUsername, StunVectors.LongTermRealm, StunVectors.LongTermPassword);

        Assert.That(StunMessage.TryRead(StunVectors.LongTermRequest, out var message), Is.True);
        Assert.That(TextOf(message, StunAttributeType.Username), Is.EqualTo(StunVectors.LongTermUsername));
        Assert.That(TextOf(message, StunAttributeType.Nonce), Is.EqualTo("f//499k954d6OL34oL9FSTvy64sA"));
        Assert.That(TextOf(message, StunAttributeType.Realm), Is.EqualTo(StunVectors.LongTermRealm));
        Assert.That(message.HasValidIntegrity(key), Is.True);
        Assert.That(message.HasFingerprint, Is.False);
        Assert.That(message.HasValidFingerprint(), Is.False);
    }

    [Test]
    public void Reads_the_sample_request_with_SHA256_and_USERHASH_of_RFC_8489()
    {
        var key = StunKey.LongTermSha256(
            StunVectors.LongTermUsername, StunVectors.LongTermRealm, StunVectors.LongTermPassword);

        Assert.That(StunMessage.TryRead(StunVectors.LongTermSha256Request, out var message), Is.True);
        message.TryGet(StunAttributeType.UserHash, out var userHash);
        Assert.That(
            userHash.ToArray(),
            Is.EqualTo(StunKey.UserHash(StunVectors.LongTermUsername, StunVectors.LongTermRealm)));
        Assert.That(TextOf(message, StunAttributeType.Nonce), Is.EqualTo("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA"));
        Assert.That(message.TryGetUInt32(StunAttributeType.PasswordAlgorithm, out var algorithm) ? algorithm : 0, Is.EqualTo(0x00020000));
        Assert.That(message.HasIntegrity, Is.False);
        Assert.That(message.HasIntegritySha256, Is.True);
        Assert.That(message.HasValidIntegrity(key), Is.True);
    }

    [Test]
    public void Writes_the_sample_IPv4_response_but_for_its_odd_padding()
    {
        // The vector pads "test vector" with a space; ours is a zero, and so integrity and fingerprint differ. With the
        // one byte patched into what is written, everything up to the integrity is the same.
        var buffer = new byte[128];
        StunMessage.TryRead(StunVectors.IPv4Response, out var vector);
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, vector.TransactionId);
        writer.Add(StunAttributeType.Software, "test vector"u8);
        writer.AddXorAddress(
            StunAttributeType.XorMappedAddress, TransportAddress.Create(IPAddress.Parse("192.0.2.1"), 32853));
        writer.AddIntegrity(ShortTermKey);
        writer.AddFingerprint();

        var written = writer.Written.ToArray();
        Assert.That(written, Has.Length.EqualTo(StunVectors.IPv4Response.Length));
        Assert.That(written[35], Is.Zero);
        written[35] = (byte)' ';
        Assert.That(written[..52], Is.EqualTo(StunVectors.IPv4Response[..52]));
    }

    [Test]
    public void Writes_the_sample_request_with_long_term_credentials_byte_for_byte()
    {
        var buffer = new byte[256];
        StunMessage.TryRead(StunVectors.LongTermRequest, out var vector);
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, vector.TransactionId);
        writer.Add(StunAttributeType.Username, Encoding.UTF8.GetBytes(StunVectors.LongTermUsername));
        writer.Add(StunAttributeType.Nonce, "f//499k954d6OL34oL9FSTvy64sA"u8);
        writer.Add(StunAttributeType.Realm, "example.org"u8);
        writer.AddIntegrity(
            StunKey.LongTerm(StunVectors.LongTermUsername, StunVectors.LongTermRealm, StunVectors.LongTermPassword));

        Assert.That(Convert.ToHexString(writer.Written), Is.EqualTo(Convert.ToHexString(StunVectors.LongTermRequest)));
    }

    [Test]
    public void Writes_the_sample_request_with_SHA256_byte_for_byte()
    {
        var buffer = new byte[256];
        StunMessage.TryRead(StunVectors.LongTermSha256Request, out var vector);
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, vector.TransactionId);
        writer.Add(
            StunAttributeType.UserHash, StunKey.UserHash(StunVectors.LongTermUsername, StunVectors.LongTermRealm));
        writer.Add(StunAttributeType.Nonce, "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA"u8);
        writer.Add(StunAttributeType.Realm, "example.org"u8);
        writer.AddUInt32(StunAttributeType.PasswordAlgorithm, 0x00020000);
        writer.AddIntegritySha256(StunKey.LongTermSha256(
            StunVectors.LongTermUsername, StunVectors.LongTermRealm, StunVectors.LongTermPassword));

        Assert.That(
            Convert.ToHexString(writer.Written), Is.EqualTo(Convert.ToHexString(StunVectors.LongTermSha256Request)));
    }

    private static void AssertResponse(byte[] vector, IPEndPoint mapped)
    {
        Assert.That(StunMessage.TryRead(vector, out var message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(message.Method, Is.EqualTo(StunMethod.Binding));
        Assert.That(TextOf(message, StunAttributeType.Software), Is.EqualTo("test vector"));
        Assert.That(message.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var address), Is.True);
        Assert.That(address.ToIPEndPoint(), Is.EqualTo(mapped));
        Assert.That(message.HasValidIntegrity(ShortTermKey), Is.True);
        Assert.That(message.HasValidFingerprint(), Is.True);
    }

    private static string TextOf(in StunMessage message, StunAttributeType type) =>
        message.TryGet(type, out var value) ? Encoding.UTF8.GetString(value) : "(absent)";
}
