using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Backplane;

/// <summary>
/// What relays say to each other. Every relay hears every message and numbers what it sends, so that another notices
/// what it has missed and asks for it. On the wire: a version, a kind, the sender's id, and what the kind has, all
/// big-endian.
/// </summary>
/// <param name="Sender">The relay that says it.</param>
internal abstract record Envelope(RelayId Sender)
{
    private const byte Version = 1;
    private const int HeadLength = 2 + RelayId.Size;
    private const int MessageLength = HeadLength + sizeof(ulong) + 1 + RoomKey.Size;
    private const int AnnounceLength = HeadLength + sizeof(ulong) + 1;
    private const int AskLength = HeadLength + RelayId.Size + (2 * sizeof(ulong));
    private const int ReplayLength = HeadLength + RelayId.Size + sizeof(ulong);

    private enum Kind : byte
    {
        Message = 1,
        Announce = 2,
        Ask = 3,
        Replay = 4,
    }

    /// <summary>A client's message for a room.</summary>
    /// <param name="Sequence">From 1 on, one more with each message of the sender.</param>
    /// <param name="Room">Where it belongs.</param>
    /// <param name="Type">Text or binary, as the client sent it.</param>
    /// <param name="Payload">The client's bytes; of a received envelope a view, valid while its buffer is.</param>
    internal sealed record Message(
        RelayId Sender, ulong Sequence, RoomKey Room, WebSocketMessageType Type, ReadOnlyMemory<byte> Payload) : Envelope(Sender);

    /// <summary>Tells of the sender.</summary>
    /// <param name="Newest">The number of the last message that it has sent; 0 before the first.</param>
    /// <param name="Asks">Whether the others are to announce themselves too.</param>
    internal sealed record Announce(RelayId Sender, ulong Newest, bool Asks) : Envelope(Sender);

    /// <summary>Asks a relay to send again.</summary>
    /// <param name="Target">The relay that is asked.</param>
    /// <param name="From">The number to begin with; 0 if nothing of the target is known.</param>
    /// <param name="Age">Then: nothing older than this is wanted.</param>
    internal sealed record Ask(RelayId Sender, RelayId Target, ulong From, TimeSpan Age) : Envelope(Sender);

    /// <summary>Answers <see cref="Ask"/>, before the messages that follow.</summary>
    /// <param name="Target">The relay that has asked.</param>
    /// <param name="First">The number of the next message: what stands before it is not to be had any more.</param>
    internal sealed record Replay(RelayId Sender, RelayId Target, ulong First) : Envelope(Sender);

    /// <summary>On the wire, in bytes.</summary>
    public int Length => this switch
    {
        Message message => MessageLength + message.Payload.Length,
        Announce => AnnounceLength,
        Ask => AskLength,
        _ => ReplayLength,
    };

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> to)
    {
        to[0] = Version;
        BinaryPrimitives.WriteUInt128BigEndian(to[2..], Sender.Value);
        var body = to[HeadLength..];
        switch (this)
        {
            case Message message:
                to[1] = (byte)Kind.Message;
                BinaryPrimitives.WriteUInt64BigEndian(body, message.Sequence);
                body[8] = (byte)message.Type;
                BinaryPrimitives.WriteUInt128BigEndian(body[9..], message.Room.Value);
                message.Payload.Span.CopyTo(to[MessageLength..]);
                break;
            case Announce announce:
                to[1] = (byte)Kind.Announce;
                BinaryPrimitives.WriteUInt64BigEndian(body, announce.Newest);
                body[8] = announce.Asks ? (byte)1 : (byte)0;
                break;
            case Ask ask:
                to[1] = (byte)Kind.Ask;
                BinaryPrimitives.WriteUInt128BigEndian(body, ask.Target.Value);
                BinaryPrimitives.WriteUInt64BigEndian(body[16..], ask.From);
                BinaryPrimitives.WriteUInt64BigEndian(body[24..], (ulong)ask.Age.TotalMilliseconds);
                break;
            case Replay replay:
                to[1] = (byte)Kind.Replay;
                BinaryPrimitives.WriteUInt128BigEndian(body, replay.Target.Value);
                BinaryPrimitives.WriteUInt64BigEndian(body[16..], replay.First);
                break;
        }
    }

    /// <summary>Reads what another relay wrote; false for anything that none writes.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> from, [NotNullWhen(true)] out Envelope? envelope)
    {
        var bytes = from.Span;
        envelope = null;
        if (bytes.Length < HeadLength || bytes[0] != Version)
        {
            return false;
        }

        var sender = new RelayId(BinaryPrimitives.ReadUInt128BigEndian(bytes[2..]));
        var body = bytes[HeadLength..];
        envelope = (Kind)bytes[1] switch
        {
            Kind.Message when bytes.Length >= MessageLength => ReadMessage(sender, body, from[MessageLength..]),
            Kind.Announce when bytes.Length == AnnounceLength && body[8] <= 1 =>
                new Announce(sender, BinaryPrimitives.ReadUInt64BigEndian(body), body[8] == 1),
            Kind.Ask when bytes.Length == AskLength => ReadAsk(sender, body),
            Kind.Replay when bytes.Length == ReplayLength && BinaryPrimitives.ReadUInt64BigEndian(body[16..]) > 0 =>
                new Replay(sender, new RelayId(BinaryPrimitives.ReadUInt128BigEndian(body)), BinaryPrimitives.ReadUInt64BigEndian(body[16..])),
            _ => null,
        };
        return envelope is not null;
    }

    private static Message? ReadMessage(RelayId sender, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> payload)
    {
        var sequence = BinaryPrimitives.ReadUInt64BigEndian(body);
        var type = (WebSocketMessageType)body[8];
        return sequence > 0 && type is (WebSocketMessageType.Text or WebSocketMessageType.Binary)
            ? new Message(sender, sequence, new RoomKey(BinaryPrimitives.ReadUInt128BigEndian(body[9..])), type, payload)
            : null;
    }

    private static Ask? ReadAsk(RelayId sender, ReadOnlySpan<byte> body)
    {
        var age = BinaryPrimitives.ReadUInt64BigEndian(body[24..]);
        return age <= (ulong)TimeSpan.MaxValue.TotalMilliseconds / 2
            ? new Ask(
                sender,
                new RelayId(BinaryPrimitives.ReadUInt128BigEndian(body)),
                BinaryPrimitives.ReadUInt64BigEndian(body[16..]),
                TimeSpan.FromMilliseconds(age))
            : null;
    }
}
