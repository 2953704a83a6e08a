using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Turn;

/// <summary>What a server, or somebody who speaks in its name, can send to harm us.</summary>
public class TurnThreatTests
{
    private static readonly TransportAddress Client = TransportAddress.Create([192, 0, 2, 1], 1000);
    private static readonly TransportAddress Server = TransportAddress.Create([198, 51, 100, 1], 3478);
    private static readonly TransportAddress Peer = TransportAddress.Create([203, 0, 113, 1], 2000);
    private static readonly TransportAddress Stranger = TransportAddress.Create([203, 0, 113, 66], 2000);

    private readonly TurnServerDouble _server = new(Server);
    private readonly byte[] _buffer = new byte[2000];
    private readonly TurnAllocation _allocation = new(TurnClientEndpoint.Options(), new SeededEntropy(1));
    private readonly Instant _now = new(TimeSpan.FromHours(1).Ticks);

    [Test]
    public void A_data_indication_is_of_use_only_with_all_that_belongs_to_it()
    {
        Allocate(withChannel: false);

        Assert.That(Receive(Indication(Peer, "hello"u8.ToArray())), Is.EqualTo(TurnInput.Payload));
        Assert.That(Receive(Indication(null, "hello"u8.ToArray())), Is.EqualTo(TurnInput.Unknown), "no XOR-PEER-ADDRESS");
        Assert.That(Receive(Indication(Peer, null)), Is.EqualTo(TurnInput.Unknown), "no DATA");
        Assert.That(Receive(Indication(null, null)), Is.EqualTo(TurnInput.Unknown), "neither");
        Assert.That(Receive(Indication(Peer, [])), Is.EqualTo(TurnInput.Unknown), "empty DATA");
        Assert.That(Receive(Indication(Peer, "hello"u8.ToArray())), Is.EqualTo(TurnInput.Payload), "it lives");
    }

    [Test]
    public void Nothing_comes_from_a_peer_that_was_not_sent_to()
    {
        Allocate(withChannel: true);

        Assert.That(Receive(Indication(Stranger, "hello"u8.ToArray())), Is.EqualTo(TurnInput.Unknown));
        Assert.That(Receive(Channel(0x4001, "hello"u8)), Is.EqualTo(TurnInput.Unknown));
        Assert.That(Receive(Channel(0x4000, "hello"u8)), Is.EqualTo(TurnInput.Payload));
        Assert.That(Receive(Indication(Peer.WithPort(7), "hello"u8.ToArray())), Is.EqualTo(TurnInput.Payload), "permissions have no port");
    }

    [Test]
    public void A_datagram_that_is_cut_short_anywhere_is_dropped()
    {
        Allocate(withChannel: true);
        foreach (var whole in new[] { Indication(Peer, "hello"u8.ToArray()), Channel(0x4000, "hello"u8) })
        {
            for (var length = 0; length < whole.Length; length++)
                Assert.That(Receive(whole[..length]), Is.EqualTo(TurnInput.Unknown), $"{length} of {whole.Length}");
        }
        Assert.That(_allocation.State, Is.EqualTo(TurnState.Allocated));
    }

    [Test]
    public void An_answer_that_the_server_did_not_sign_changes_nothing()
    {
        var request = Pull();
        Assert.That(Receive(Answer(request, StunClass.SuccessResponse, [])), Is.EqualTo(TurnInput.Unknown), "unsigned, before credentials");
        Challenge(request);
        request = Pull();

        Assert.That(Receive(Answer(request, StunClass.SuccessResponse, [])), Is.EqualTo(TurnInput.Unknown), "unsigned");
        Assert.That(Receive(Answer(request, StunClass.SuccessResponse, [1, 2, 3])), Is.EqualTo(TurnInput.Unknown), "another's key");
        Assert.That(Receive(Answer(request, StunClass.ErrorResponse, [1, 2, 3])), Is.EqualTo(TurnInput.Unknown), "an error of another's key");
        Assert.That(_allocation.State, Is.EqualTo(TurnState.Allocating));
        Assert.That(_allocation.TryNextEvent(out _), Is.False);
    }

    [Test]
    public void A_challenge_without_realm_or_nonce_ends_it()
    {
        var request = Pull();
        var writer = new StunWriter(_buffer, StunClass.ErrorResponse, StunMethod.Allocate, request);
        writer.AddErrorCode(StunErrorCode.Unauthenticated, ""u8);

        Receive(writer.Written.ToArray());

        Assert.That(_allocation.TryNextEvent(out var ended), Is.True);
        Assert.That(ended, Is.EqualTo(new TurnEvent.Ended(TurnFailure.Unusable)));
    }

    [Test]
    public void Ten_thousand_junk_datagrams_disturb_nothing()
    {
        Allocate(withChannel: true);
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var junk = new byte[random.Next(100)];
            random.NextBytes(junk);
            Receive(junk);
        }
        Assert.That(Receive(Channel(0x4000, "hello"u8)), Is.EqualTo(TurnInput.Payload));
    }

    private TurnInput Receive(byte[] datagram) => _allocation.Receive(datagram, _now, out _, out _);

    private void Allocate(bool withChannel)
    {
        Run();
        "x"u8.CopyTo(_buffer.AsSpan(_allocation.HeadroomFor(Peer)));
        _allocation.TryWrap(_buffer, 1, Peer, _now, out _);
        if (withChannel) _allocation.BindChannel(Peer, _now);
        Run();
        Assert.That(_allocation.HeadroomFor(Peer) == ChannelData.HeaderLength, Is.EqualTo(withChannel));
    }

    /// <summary>Hands everything to and fro until nobody has anything to say.</summary>
    private void Run()
    {
        for (var isBusy = true; isBusy;)
        {
            isBusy = false;
            _allocation.Tick(_now);
            for (; _allocation.TryWrite(_buffer, _now, out var length); isBusy = true)
                _server.Receive(_buffer.AsSpan(0, length).ToArray(), new(Server, Client), _now);
            for (; _server.TryWrite(_buffer, _now, out var length, out var path); isBusy = true)
            {
                if (path.Remote == Client) Receive(_buffer[..length]);
            }
        }
    }

    private StunTransactionId Pull()
    {
        Assert.That(_allocation.TryWrite(_buffer, _now, out var length), Is.True);
        Assert.That(StunMessage.TryRead(_buffer.AsSpan(0, length), out var request), Is.True);
        return request.TransactionId;
    }

    private void Challenge(StunTransactionId request)
    {
        var writer = new StunWriter(new byte[100], StunClass.ErrorResponse, StunMethod.Allocate, request);
        writer.AddErrorCode(StunErrorCode.Unauthenticated, ""u8);
        writer.Add(StunAttributeType.Realm, "realm"u8);
        writer.Add(StunAttributeType.Nonce, "nonce"u8);
        Assert.That(Receive(writer.Written.ToArray()), Is.EqualTo(TurnInput.Taken));
    }

    private static byte[] Answer(StunTransactionId request, StunClass @class, byte[] key)
    {
        var writer = new StunWriter(new byte[200], @class, StunMethod.Allocate, request);
        if (@class == StunClass.ErrorResponse) writer.AddErrorCode(StunErrorCode.Forbidden, ""u8);
        writer.AddXorAddress(StunAttributeType.XorRelayedAddress, Server.WithPort(50_000));
        writer.AddXorAddress(StunAttributeType.XorMappedAddress, Client);
        if (key.Length > 0) writer.AddIntegrity(key);
        return writer.Written.ToArray();
    }

    private static byte[] Indication(TransportAddress? peer, byte[]? data)
    {
        var writer = new StunWriter(new byte[200], StunClass.Indication, StunMethod.Data, new StunTransactionId(3, 4));
        if (peer is { } address) writer.AddXorAddress(StunAttributeType.XorPeerAddress, address);
        if (data is not null) writer.Add(StunAttributeType.Data, data);
        return writer.Written.ToArray();
    }

    private static byte[] Channel(ushort number, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[100];
        payload.CopyTo(frame.AsSpan(ChannelData.HeaderLength));
        return frame[..ChannelData.Write(frame, number, payload.Length, isPadded: false)];
    }
}
