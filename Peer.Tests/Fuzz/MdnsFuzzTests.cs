using System.Buffers.Binary;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Mdns;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.Peer.Tests.Fuzz;

public class MdnsFuzzTests
{
    private static readonly Instant Now = new(TimeSpan.FromHours(1).Ticks);
    private static readonly MdnsPeer Stranger = new(1, TransportAddress.Create([192, 0, 2, 9], MdnsResolver.Port));

    [Test]
    public void Messages_cut_at_every_length_are_read_without_harm()
    {
        foreach (var message in MdnsVectors.All)
        {
            for (var length = 0; length < message.Length; length++) Read(message[..length]);
        }
    }

    [Test]
    public void A_cut_answer_tells_no_address()
    {
        // The address stands before the last record, which tells what there is not.
        var whole = MdnsVectors.Response.AsSpan().IndexOf(new byte[] { 192, 0, 2, 7 }) + 4;
        for (var length = 0; length < whole; length++)
        {
            var resolver = new MdnsResolver(allowsIPv6: true);
            resolver.Resolve(MdnsVectors.Name, Now);
            resolver.Receive(MdnsVectors.Response.AsSpan(0, length));
            Assert.That(resolver.TryNextEvent(out _), Is.False, $"{length} bytes");
        }
    }

    [Test]
    public void Mutated_messages_are_read_without_harm([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = MdnsVectors.All[random.Next(MdnsVectors.All.Count)].ToArray();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(4) == 0) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Math.Min(at, bytes.Length - 2)), (ushort)(0xC000 | random.Next(bytes.Length + 4)));
                else bytes[at] = (byte)random.Next(256);
            }
            Read(bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]);
        }
    }

    [TestCase("c00c", TestName = "A_pointer_to_itself_ends_the_reading")]
    [TestCase("c00e c00c", TestName = "Pointers_to_each_other_end_the_reading")]
    [TestCase("0161 c00c", TestName = "A_name_that_goes_on_with_itself_ends_the_reading")]
    [TestCase("c0ff", TestName = "A_pointer_beyond_the_end_ends_the_reading")]
    [TestCase("c000", TestName = "A_pointer_into_the_header_ends_the_reading")]
    [TestCase("80 00", TestName = "A_label_of_a_kind_that_there_is_not_ends_the_reading")]
    public void Pointers(string name)
    {
        var message = Convert.FromHexString(("000000000001 0001 0000 0000" + name + "00010001").Replace(" ", ""));

        Read(message);
        Assert.That(DnsReader.TryRead(message, out var reader), Is.True);
        Assert.That(reader.TryReadQuestion(out var question) && question.Name is not null, Is.False);
    }

    [Test]
    public void Counts_that_no_bytes_stand_behind_cost_nothing()
    {
        byte[] header = [0, 0, 0x84, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        for (var i = 0; i < 100_000; i++)
        {
            DnsReader.TryRead(header, out var reader);
            reader.TryReadRecord(out _);
        }
    }

    private static void Read(byte[] message)
    {
        var resolver = new MdnsResolver(allowsIPv6: true);
        resolver.Resolve(MdnsVectors.Name, Now);
        resolver.Receive(message);
        var responder = new MdnsResponder();
        responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        responder.Receive(message, Stranger, Now);
        Span<byte> answer = stackalloc byte[MdnsMessages.MaxLength];
        while (responder.TryWrite(answer, out _, out _))
        {
        }
    }
}
