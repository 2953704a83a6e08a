using System.Globalization;
using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Relay.Backplane;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>What relays write to each other, and what they make of anything else.</summary>
public class EnvelopeTests
{
    private static readonly RelayId Sender = new(UInt128.Parse("000102030405060708090a0b0c0d0e0f", NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    private static readonly RelayId Target = new(UInt128.MaxValue);
    private static readonly RoomKey Room = new(UInt128.MaxValue - 1);

    private static readonly Envelope[] Valid =
    [
        new Envelope.Message(Sender, 1, Room, WebSocketMessageType.Text, "hi"u8.ToArray()),
        new Envelope.Message(Sender, ulong.MaxValue, Room, WebSocketMessageType.Binary, ReadOnlyMemory<byte>.Empty),
        new Envelope.Announce(Sender, 0, Asks: true),
        new Envelope.Announce(Sender, 258, Asks: false),
        new Envelope.Ask(Sender, Target, 0, TimeSpan.FromMilliseconds(1500)),
        new Envelope.Ask(Sender, Target, 7, TimeSpan.Zero),
        new Envelope.Replay(Sender, Target, 7),
    ];

    [Test]
    public void A_message_on_the_wire_is_its_version_kind_sender_number_type_room_and_bytes() =>
        Assert.That(
            Convert.ToHexStringLower(Bytes(Valid[0])),
            Is.EqualTo("01" + "01" + "000102030405060708090a0b0c0d0e0f" + "0000000000000001" + "00" + "fffffffffffffffffffffffffffffffe" + "6869"));

    [TestCaseSource(nameof(Valid))]
    public void What_is_written_is_read(object envelope)
    {
        var bytes = Bytes((Envelope)envelope);

        Assert.That(Envelope.TryRead(bytes, out var read), Is.True);

        Assert.That(Bytes(read!), Is.EqualTo(bytes));
        Assert.That(read, Is.TypeOf(envelope.GetType()));
        if (envelope is not Envelope.Message)
        {
            Assert.That(read, Is.EqualTo(envelope));
        }
    }

    [TestCaseSource(nameof(Valid))]
    public void Cut_short_it_is_refused_and_so_is_more_than_there_should_be(object envelope)
    {
        var bytes = Bytes((Envelope)envelope);
        var shortest = envelope is Envelope.Message message ? bytes.Length - message.Payload.Length : bytes.Length;

        for (var length = 0; length < shortest; length++)
        {
            Assert.That(Envelope.TryRead(bytes.AsMemory(0, length), out _), Is.False, $"{length} bytes");
        }

        Assert.That(Envelope.TryRead((byte[])[.. bytes, 0], out _), Is.EqualTo(envelope is Envelope.Message));
    }

    [TestCase(0, 0, TestName = "Another version is refused")]
    [TestCase(0, 2, TestName = "A newer version is refused")]
    [TestCase(1, 0, TestName = "Kind 0 is refused")]
    [TestCase(1, 5, TestName = "An unknown kind is refused")]
    [TestCase(25, 0, TestName = "The number 0 is refused")]
    [TestCase(26, 2, TestName = "A close frame is no message")]
    public void Values_that_no_relay_writes_are_refused(int at, int value)
    {
        var bytes = Bytes(Valid[0]);
        bytes[at] = (byte)value;
        Assert.That(Envelope.TryRead(bytes, out _), Is.False);
    }

    [Test]
    public void Mutations_are_refused_or_read_as_something_that_can_be_written([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Bytes(Valid[random.Next(Valid.Length)]);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (random.Next(2) == 0)
            {
                Array.Resize(ref bytes, random.Next(bytes.Length + 20));
            }

            if (Envelope.TryRead(bytes, out var read))
            {
                Assert.That(Bytes(read), Is.EqualTo(bytes));
            }
        }
    }

    internal static byte[] Bytes(Envelope envelope)
    {
        var bytes = new byte[envelope.Length];
        envelope.Write(bytes);
        return bytes;
    }
}
