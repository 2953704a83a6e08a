using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>Each chunk and parameter as bytes, both ways.</summary>
public class ChunkTests
{
    [Test]
    public void Data()
    {
        const string Hex = "00 0B 0013 0A0B0C0D 0001 0002 00000033 414243 00";
        var written = Wire.Hex((ref ByteWriter writer) => new DataChunk
        {
            Flags = DataFlags.Whole | DataFlags.Immediate, Tsn = new(0x0A0B0C0D), Stream = 1, Mid = 2, Ppid = 51, Payload = "ABC"u8,
        }.Write(ref writer));
        Assert.That(written, Is.EqualTo(Hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(DataChunk.TryRead(Wire.OnlyChunk(Hex), out var data), Is.True);
        Assert.That(data.Flags, Is.EqualTo(DataFlags.Whole | DataFlags.Immediate));
        Assert.That((data.Tsn.Value, data.Stream, data.Mid, data.Ppid), Is.EqualTo((0x0A0B0C0Du, (ushort)1, 2u, 51u)));
        Assert.That(data.Payload.ToArray(), Is.EqualTo("ABC"u8.ToArray()));
    }

    [Test]
    public void Unordered_DATA_has_no_number_in_its_stream()
    {
        var written = Wire.Hex((ref ByteWriter writer) => new DataChunk
        {
            Flags = DataFlags.Whole | DataFlags.Unordered, Tsn = new(1), Stream = 1, Mid = 2, Ppid = 51, Payload = "ABCD"u8,
        }.Write(ref writer));
        Assert.That(written, Is.EqualTo("00070014" + "00000001" + "00010000" + "00000033" + "41424344"));
    }

    [TestCase(2, "40 02 0017 0A0B0C0D 0001 0000 00010002 00000033 414243 00", 0u, 51u)]
    [TestCase(7, "40 07 0017 0A0B0C0D 0001 0000 00010002 00000033 414243 00", 0u, 51u)]
    [TestCase(0, "40 00 0017 0A0B0C0D 0001 0000 00010002 00000009 414243 00", 9u, 0u)]
    [TestCase(1, "40 01 0017 0A0B0C0D 0001 0000 00010002 00000009 414243 00", 9u, 0u)]
    public void I_DATA_names_the_protocol_or_the_fragment(byte flags, string hex, uint fsn, uint ppid)
    {
        var written = Wire.Hex((ref ByteWriter writer) => new DataChunk
        {
            Format = DataFormat.Interleaved,
            Flags = (DataFlags)flags,
            Tsn = new(0x0A0B0C0D),
            Stream = 1,
            Mid = 0x10002,
            Fsn = 9,
            Ppid = 51,
            Payload = "ABC"u8,
        }.Write(ref writer));
        Assert.That(written, Is.EqualTo(hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(DataChunk.TryRead(Wire.OnlyChunk(hex), out var data), Is.True);
        Assert.That(data.Format, Is.EqualTo(DataFormat.Interleaved));
        Assert.That((data.Flags, data.Tsn.Value, data.Stream, data.Mid), Is.EqualTo(((DataFlags)flags, 0x0A0B0C0Du, (ushort)1, 0x10002u)));
        Assert.That((data.Fsn, data.Ppid), Is.EqualTo((fsn, ppid)));
        Assert.That(data.Payload.ToArray(), Is.EqualTo("ABC"u8.ToArray()));
    }

    [Test]
    public void I_FORWARD_TSN()
    {
        const string Hex = "C2 00 0018 00000064 0001 0000 00010007 0002 0001 00000008";
        var written = Wire.Hex((ref ByteWriter writer) =>
            ForwardTsnChunk.Write(ref writer, DataFormat.Interleaved, new(100), [new(1, 0x10007), new(2, 8, IsUnordered: true)]));
        Assert.That(written, Is.EqualTo(Hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(ForwardTsnChunk.TryRead(Wire.OnlyChunk(Hex), out var forward), Is.True);
        Assert.That((forward.Format, forward.NewCumulativeTsn.Value, forward.Count), Is.EqualTo((DataFormat.Interleaved, 100u, 2)));
        Assert.That(forward.Entry(0), Is.EqualTo(new SkippedMessage(1, 0x10007)));
        Assert.That(forward.Entry(1), Is.EqualTo(new SkippedMessage(2, 8, IsUnordered: true)));
        Assert.That(ForwardTsnChunk.TryRead(Wire.OnlyChunk("C2 00 000C 00000064 0001 0000"), out _), Is.False);
    }

    [Test]
    public void Sack()
    {
        const string Hex = "03 00 0020 00000010 00010000 0002 0002 0002 0003 0005 0005 0000000F 00000010";
        var written = Wire.Hex((ref ByteWriter writer) => SackChunk.TryWrite(
            ref writer,
            new(16),
            0x10000,
            [new(new(18), new(19)), new(new(21), new(21))],
            [new(15), new(16)]));
        Assert.That(written, Is.EqualTo(Hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(SackChunk.TryRead(Wire.OnlyChunk(Hex), out var sack), Is.True);
        Assert.That((sack.CumulativeTsnAck.Value, sack.ARwnd, sack.GapCount), Is.EqualTo((16u, 0x10000u, 2)));
        Assert.That(sack.Gap(0), Is.EqualTo((new Tsn(18), new Tsn(19))));
        Assert.That(sack.Gap(1), Is.EqualTo((new Tsn(21), new Tsn(21))));
    }

    [TestCase("03000010 00000010 00010000 0001 0000", Description = "one gap block announced, none there")]
    [TestCase("03000010 00000010 00010000 FFFF 0000", Description = "65535 gap blocks announced, none there")]
    [TestCase("03000010 00000010 00010000 0000 0001", Description = "one duplicate announced, none there")]
    [TestCase("03000014 00000010 00010000 FFFF FFFF 00020003")]
    [TestCase("0300000F 00000010 00010000 0000 00")]
    public void A_SACK_with_fewer_blocks_than_it_says_is_refused(string hex) =>
        Assert.That(SackChunk.TryRead(Wire.OnlyChunk(hex), out _), Is.False);

    [Test]
    public void A_SACK_takes_as_many_blocks_as_there_is_room_for()
    {
        var gaps = Enumerable.Range(1, 1000).Select(i => new TsnRange(new((uint)i * 4), new((uint)i * 4 + 1))).ToArray();
        var writer = new ByteWriter(new byte[16 + 4 * 100 + 3]);

        Assert.That(SackChunk.TryWrite(ref writer, new(0), 1, gaps, [new(1)]), Is.True);
        Assert.That(writer.Length, Is.EqualTo(16 + 4 * 100));
        var reader = new ChunkReader(writer.Written);
        Assert.That(reader.TryRead(out var chunk) && SackChunk.TryRead(chunk, out var sack) && sack.GapCount == 100, Is.True);
    }

    [Test]
    public void Init()
    {
        const string Hex = "01 00 0028 11223344 00100000 FFFF 0800 0000000A 80010008 00000001 C0000004 80080008 82C040C2";
        var written = Wire.Hex((ref ByteWriter writer) =>
        {
            var start = writer.BeginChunk(ChunkType.Init);
            new InitChunk
            {
                InitiateTag = 0x11223344, ARwnd = 0x100000, OutboundStreams = 0xFFFF, InboundStreams = 0x800, InitialTsn = new(10),
            }.WriteFixed(ref writer);
            InitParameters.WriteSupported(ref writer, PeerFeatures.All);
            writer.EndChunk(start);
        });
        Assert.That(written, Is.EqualTo(Hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(InitChunk.TryRead(Wire.OnlyChunk(Hex), out var init), Is.True);
        Assert.That(
            (init.InitiateTag, init.ARwnd, init.OutboundStreams, init.InboundStreams, init.InitialTsn.Value),
            Is.EqualTo((0x11223344u, 0x100000u, (ushort)0xFFFF, (ushort)0x800, 10u)));
        Assert.That(InitParameters.TryRead(init.Parameters, out var parameters), Is.True);
        Assert.That(parameters.Features, Is.EqualTo(PeerFeatures.All));
        Assert.That(parameters.Cookie.IsEmpty, Is.True);
    }

    [Test]
    public void An_INIT_with_all_that_others_offer_is_understood()
    {
        // What usrsctp offers: adaptation, forward TSN, extensions, random, chunks and HMAC lists.
        var chunk = Wire.OnlyChunk(
            "0100005E A7B1C2D3 00100000 0100 0800 5E6F7081 C0060008 00000000 C0000004 80080009 C0C28182 0F 000000" +
            "8002 0024 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF 8003 0006 C1800000 8004 0006 0001");
        Assert.That(InitChunk.TryRead(chunk, out var init), Is.True);
        Assert.That(InitParameters.TryRead(init.Parameters, out var parameters), Is.True);
        Assert.That(parameters.Features, Is.EqualTo(PeerFeatures.Basic));
    }

    [TestCase("0000")]
    [TestCase("00070003")]
    [TestCase("00070000")]
    [TestCase("00070008 0102 03")]
    [TestCase("80080005 82 000000 0007")]
    public void Parameters_that_run_past_the_end_are_refused(string hex) =>
        Assert.That(
            InitParameters.TryRead(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal)), out _), Is.False);

    [Test]
    public void Forward_TSN()
    {
        const string Hex = "C0 00 0010 00000064 0001 0007 0002 0008";
        var written = Wire.Hex((ref ByteWriter writer) => ForwardTsnChunk.Write(ref writer, DataFormat.Plain, new(100), [new(1, 7), new(2, 8)]));
        Assert.That(written, Is.EqualTo(Hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

        Assert.That(ForwardTsnChunk.TryRead(Wire.OnlyChunk(Hex), out var forward), Is.True);
        Assert.That((forward.NewCumulativeTsn.Value, forward.Count), Is.EqualTo((100u, 2)));
        Assert.That(forward.Entry(1), Is.EqualTo(new SkippedMessage(2, 8)));
    }

    [Test]
    public void Reset_request_and_response()
    {
        const string Request = "82 00 0016 000D 0012 00000005 00000006 00000007 0009 0000";
        var written = Wire.Hex((ref ByteWriter writer) => OutgoingResetRequest.Write(ref writer, 5, 6, new(7), [9]));
        Assert.That(written, Is.EqualTo(Request.Replace(" ", string.Empty, StringComparison.Ordinal)));
        new ParameterReader(Wire.OnlyChunk(Request).Value).TryRead(out var parameter);
        Assert.That(OutgoingResetRequest.TryRead(parameter, out var request), Is.True);
        Assert.That((request.RequestNumber, request.LastAssigned.Value, request.Count), Is.EqualTo((5u, 7u, 1)));
        Assert.That(request.Stream(0), Is.EqualTo(9));

        Assert.That(
            Wire.Hex((ref ByteWriter writer) => new ReconfigResponse(5, ReconfigResult.Performed).Write(ref writer)),
            Is.EqualTo("82000010" + "0010000C" + "0000000500000001"));
    }

    [Test]
    public void Abort_and_error()
    {
        Assert.That(
            Wire.Hex((ref ByteWriter writer) => ErrorCauses.WriteAbort(ref writer, 0, CauseCode.UserInitiatedAbort, "bye")),
            Is.EqualTo("0600000B" + "000C0007" + "62796500"));
        Assert.That(
            Wire.Hex((ref ByteWriter writer) => ErrorCauses.WriteAbort(ref writer, 1, CauseCode.None, "ignored")), Is.EqualTo("06010004"));
        Assert.That(ErrorCauses.Describe(Wire.OnlyChunk("0600000B 000C0007 621B65 00")), Is.EqualTo("UserInitiatedAbort: b?e"));
        Assert.That(ErrorCauses.Describe(Wire.OnlyChunk("06000004")), Is.EqualTo("no cause given"));
        Assert.That(ErrorCauses.Describe(Wire.OnlyChunk("06000008 000C0009")), Is.EqualTo("no cause given"));
    }

    [TestCase("", 0, false)]
    [TestCase("0B000004", 1, false)]
    [TestCase("0B000004 0A0000", 1, true)]
    [TestCase("0B000004 0A000000", 1, true, Description = "length 0")]
    [TestCase("0B000004 0A000003", 1, true, Description = "length 3")]
    [TestCase("0B000004 0A000005 00", 2, false, Description = "the last padding may be missing")]
    [TestCase("0B000004 0A000009 00000000", 1, true)]
    [TestCase("0A000005 01000000 0B000004", 2, false)]
    public void A_walk_over_chunks_ends_where_a_length_cannot_be(string hex, int count, bool malformed)
    {
        var reader = new ChunkReader(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal)));
        var read = 0;
        while (reader.TryRead(out _)) read++;

        Assert.That((read, reader.IsMalformed), Is.EqualTo((count, malformed)));
    }

    [TestCase(0x3F, true, false)]
    [TestCase(0x7F, true, true)]
    [TestCase(0xBF, false, false)]
    [TestCase(0xFF, false, true)]
    public void The_highest_bits_of_an_unknown_chunk_say_what_to_do(int type, bool stops, bool reports) =>
        Assert.That(UnknownAction.Of((ChunkType)type), Is.EqualTo(new UnknownAction(stops, reports)));
}
