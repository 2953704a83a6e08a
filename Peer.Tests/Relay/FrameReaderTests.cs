using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using RtcPeer.Relay.WebSockets;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>The frames of clients, cut into pieces in every way.</summary>
public class FrameReaderTests
{
    private const int Limit = 70_000;

    /// <summary>Fragments with a ping between them, each length form, an empty text, and a close with a reason.</summary>
    private static readonly byte[] Stream =
    [
        .. Frame(Opcode.Text, "first "u8, fin: false),
        .. Frame(Opcode.Ping, "p"u8),
        .. Frame(Opcode.Continuation, "second"u8),
        .. Frame(Opcode.Text, []),
        .. Frame(Opcode.Binary, new byte[125]),
        .. Frame(Opcode.Pong, "nobody asked"u8),
        .. Frame(Opcode.Binary, new byte[126]),
        .. Frame(Opcode.Text, "grün"u8),
        .. Frame(Opcode.Close, [0x0F, 0xA1, (byte)'b', (byte)'y', (byte)'e']),
    ];

    private static readonly string[] Expected = ["Ping p", "Text first second", "Text ", "Binary 125", "Binary 126", "Text grün", "Close 4001"];

    [Test]
    public void Reads_the_same_whatever_pieces_the_bytes_come_in()
    {
        for (var piece = 1; piece <= Stream.Length; piece++)
        {
            var reader = new FrameReader(Limit);
            Assert.That(Stream.Chunk(piece).SelectMany(bytes => Read(reader, bytes)), Is.EqualTo(Expected), $"pieces of {piece}");
        }
    }

    [Test]
    public void A_stream_that_ends_anywhere_gives_what_was_whole()
    {
        for (var length = 0; length < Stream.Length; length++)
        {
            var read = Read(new FrameReader(Limit), Stream[..length]);
            Assert.That(read, Is.EqualTo(Expected[..read.Count]), $"{length} bytes");
            Assert.That(read, Has.Count.LessThan(Expected.Length));
        }
    }

    [Test]
    public void Mutated_bytes_never_throw_and_never_give_more_than_the_limit([Range(1, 300)] int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])[.. Stream, .. Stream];
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        var reader = new FrameReader(maxMessageBytes: 130);
        foreach (var piece in bytes.Chunk(random.Next(1, bytes.Length)))
        {
            ReadOnlySpan<byte> input = piece;
            while (reader.Read(ref input, 0) is { Kind: not FrameReadKind.NeedsMore } read)
            {
                Assert.That(read.Message?.Payload.Length ?? 0, Is.LessThanOrEqualTo(130));
            }

            Assert.That(input.IsEmpty);
        }
    }

    [Test]
    public void A_header_that_promises_much_takes_no_memory_and_is_refused_at_once()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var readers = Enumerable.Range(0, 100).Select(_ => new FrameReader(16 * 1024 * 1024)).ToList();
        byte[] promise = [0x82, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5];
        Assert.That(readers.SelectMany(reader => Read(reader, promise)), Is.Empty);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1024 * 1024));

        Assert.That(Read(new FrameReader(Limit), promise), Is.EqualTo(new[] { "TooBig" }));
        Assert.That(Read(new FrameReader(Limit), [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), Is.EqualTo(new[] { "Malformed" }));
    }

    [Test]
    public void A_message_too_big_in_its_fragments_is_passed_over_and_the_close_behind_it_found()
    {
        byte[] bytes =
        [
            .. Frame(Opcode.Binary, new byte[Limit], fin: false),
            .. Frame(Opcode.Continuation, "x"u8, fin: false),
            .. Frame(Opcode.Continuation, "x"u8),
            .. Frame(Opcode.Text, "not forwarded"u8),
            .. Frame(Opcode.Close, []),
        ];
        Assert.That(Read(new FrameReader(Limit), bytes), Is.EqualTo(new[] { "TooBig", "Close 1005" }));
    }

    [TestCase("8101 00", TestName = "No_client_may_send(a frame without a mask)")]
    [TestCase("C180 00000000", TestName = "No_client_may_send(a compressed frame)")]
    [TestCase("8380 00000000", TestName = "No_client_may_send(an unknown opcode)")]
    [TestCase("8B80 00000000", TestName = "No_client_may_send(an unknown control opcode)")]
    [TestCase("8080 00000000", TestName = "No_client_may_send(the continuation of nothing)")]
    [TestCase("0180 00000000 8180 00000000", TestName = "No_client_may_send(a message within a message)")]
    [TestCase("0980 00000000", TestName = "No_client_may_send(a ping in fragments)")]
    [TestCase("89FE 007E 00000000", TestName = "No_client_may_send(a ping of 126 bytes)")]
    [TestCase("8881 00000000 00", TestName = "No_client_may_send(a close of one byte)")]
    [TestCase("8882 00000000 03ED", TestName = "No_client_may_send(a close with 1005)")]
    [TestCase("8883 00000000 03E8 FF", TestName = "No_client_may_send(a close whose reason is no text)")]
    public void No_client_may_send(string hex)
    {
        var reader = new FrameReader(Limit);
        Assert.That(Read(reader, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo(new[] { "Malformed" }));
        Assert.That(Read(reader, Stream), Is.Empty, "all after it is passed over");
    }

    [Test]
    public void Text_is_UTF_8_even_where_it_is_cut_within_a_character()
    {
        var euro = "\u20AC"u8.ToArray();
        byte[] cut = [.. Frame(Opcode.Text, euro.AsSpan(0, 1), fin: false), .. Frame(Opcode.Continuation, euro.AsSpan(1))];
        Assert.That(Read(new FrameReader(Limit), cut), Is.EqualTo(new[] { "Text \u20AC" }));
        Assert.That(Read(new FrameReader(Limit), Frame(Opcode.Text, euro.AsSpan(0, 2))), Is.EqualTo(new[] { "NotText" }));
        Assert.That(Read(new FrameReader(Limit), Frame(Opcode.Binary, euro.AsSpan(0, 2))), Is.EqualTo(new[] { "Binary 2" }));
    }

    [TestCase(0, "81-00")]
    [TestCase(125, "81-7D")]
    [TestCase(126, "81-7E-00-7E")]
    [TestCase(65535, "81-7E-FF-FF")]
    [TestCase(65536, "81-7F-00-00-00-00-00-01-00-00")]
    public void A_header_to_a_client_has_the_shortest_form_and_no_mask(int length, string expected)
    {
        var header = new byte[FrameHeader.SizeFor(length)];
        FrameHeader.Write(header, Opcode.Text, length);
        Assert.That(BitConverter.ToString(header), Is.EqualTo(expected));
    }

    private static List<string> Read(FrameReader reader, byte[] bytes)
    {
        var found = new List<string>();
        ReadOnlySpan<byte> input = bytes;
        while (reader.Read(ref input, 0) is { Kind: not FrameReadKind.NeedsMore } read)
        {
            found.Add(read switch
            {
                { Message: { Type: WebSocketMessageType.Text } text } => $"Text {Encoding.UTF8.GetString(text.Payload.Span)}",
                { Message: { } binary } => $"Binary {binary.Payload.Length}",
                { Kind: FrameReadKind.Ping } => $"Ping {Encoding.UTF8.GetString(read.Payload!)}",
                { Kind: FrameReadKind.Close } => $"Close {read.CloseStatus}",
                _ => read.Kind.ToString(),
            });
        }

        return found;
    }

    private static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool fin = true)
    {
        byte[] mask = [0xA1, 0x02, 0x33, 0x74];
        var extended = payload.Length < 126 ? [] : payload.Length <= ushort.MaxValue ? new byte[2] : new byte[8];
        if (extended.Length == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(extended, (ushort)payload.Length);
        }
        else if (extended.Length == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(extended, payload.Length);
        }

        var length = extended.Length switch { 0 => payload.Length, 2 => 126, _ => 127 };
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % 4];
        }

        return [(byte)((fin ? 0x80 : 0) | (byte)opcode), (byte)(0x80 | length), .. extended, .. mask, .. masked];
    }
}
