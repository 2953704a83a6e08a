using System.Text;
using NUnit.Framework;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

public class IceMessageTests
{
    [Test]
    public void A_check_carries_what_RFC_8445_demands()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Agent.AddRemoteCandidate(RawPeer.Host("192.0.2.2:2000"));
        Assert.That(StunMessage.TryRead(peer.DrainRequests().Single(), out var check), Is.True);

        check.TryGet(StunAttributeType.Username, out var username);
        Assert.That(Encoding.UTF8.GetString(username), Is.EqualTo($"raw+:{peer.Agent.LocalCredentials.UsernameFragment}"));
        Assert.That(check.TryGetUInt32(StunAttributeType.Priority, out var priority) ? priority : 0, Is.EqualTo(1862270975), "a peer-reflexive priority");
        Assert.That(check.TryGetUInt64(StunAttributeType.IceControlled, out _), Is.True);
        Assert.That(check.Has(StunAttributeType.IceControlling), Is.False);
        Assert.That(check.Has(StunAttributeType.UseCandidate), Is.False);
        Assert.That(check.HasValidIntegrity(peer.RemoteKey), Is.True);
        Assert.That(check.HasValidFingerprint(), Is.True);
    }

    [Test]
    public void A_check_is_answered_with_the_address_it_came_from()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var request = peer.Check();
        peer.Send(request);

        var (path, bytes) = peer.Drain()[0];
        StunMessage.TryRead(request, out var asked);
        Assert.That(StunMessage.TryRead(bytes, out var answer), Is.True);
        Assert.That(path, Is.EqualTo(RawPeer.Path));
        Assert.That(answer.Class, Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(answer.TransactionId, Is.EqualTo(asked.TransactionId));
        Assert.That(answer.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var mapped) ? mapped : default, Is.EqualTo(RawPeer.Address));
        Assert.That(answer.HasValidIntegrity(peer.LocalKey), Is.True);
        Assert.That(answer.HasValidFingerprint(), Is.True);
    }

    [Test]
    public void A_check_is_answered_before_the_other_ends_credentials_are_known()
    {
        var peer = new RawPeer(IceRole.Controlled, knowsCredentials: false);
        peer.Send(peer.Check());

        Assert.That(peer.Drain(), Has.Count.EqualTo(1), "the answer, and no check");
    }

    [Test]
    public void An_attribute_that_must_be_understood_is_named_in_a_420()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(extra: (StunAttributeType)0x7ABC));

        Assert.That(StunMessage.TryRead(peer.Drain().Single().Bytes, out var answer), Is.True);
        Assert.That(answer.TryGetErrorCode(out var code, out _) ? code : 0, Is.EqualTo(StunErrorCode.UnknownAttribute));
        answer.TryGet(StunAttributeType.UnknownAttributes, out var unknown);
        Assert.That(Convert.ToHexString(unknown), Is.EqualTo("7ABC"));
        Assert.That(answer.HasValidIntegrity(peer.LocalKey), Is.True);
        Assert.That(peer.Agent.IsValidated(RawPeer.Path), Is.False);
    }

    [Test]
    public void A_check_without_a_priority_is_a_bad_request()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(priority: null));

        Assert.That(StunMessage.TryRead(peer.Drain().Single().Bytes, out var answer), Is.True);
        Assert.That(answer.TryGetErrorCode(out var code, out _) ? code : 0, Is.EqualTo(StunErrorCode.BadRequest));
    }

    [Test]
    public void Attributes_that_may_be_skipped_are_skipped()
    {
        var peer = new RawPeer(IceRole.Controlled);
        peer.Send(peer.Check(extra: (StunAttributeType)0xC057));

        Assert.That(StunMessage.TryRead(peer.Drain()[0].Bytes, out var answer), Is.True);
        Assert.That(answer.Class, Is.EqualTo(StunClass.SuccessResponse));
    }

    [Test]
    public void Keepalive_indications_are_taken_in_silence()
    {
        var peer = new RawPeer(IceRole.Controlled);
        var writer = new StunWriter(new byte[64], StunClass.Indication, StunMethod.Binding, new StunTransactionId(1, 2));
        writer.AddFingerprint();
        peer.Send(writer.Written.ToArray());

        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Agent.DroppedPackets, Is.Zero);
        Assert.That(peer.Agent.IsValidated(RawPeer.Path), Is.False);
    }
}
