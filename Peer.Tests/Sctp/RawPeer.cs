using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

/// <summary>
/// The other end of one association, written by the test packet by packet: what a real one would never send as well.
/// </summary>
internal sealed class RawPeer
{
    public const uint Tag = 0x0BADCAFE;

    /// <summary>Close to the end of the numbers, so that every test wraps around.</summary>
    public static readonly Tsn FirstTsn = new(0xFFFFFFFE);

    private readonly byte[] _buffer = new byte[65_536];

    public RawPeer(SctpOptions? options = null, int seed = 1)
    {
        Association = new(options ?? new() { HeartbeatInterval = TimeSpan.Zero, CongestionControl = CongestionControl.Rfc9260 }, new SeededEntropy(seed));
    }

    public SctpAssociation Association { get; }

    public Instant Now { get; set; } = new(TimeSpan.TicksPerHour);

    /// <summary>The association's verification tag.</summary>
    public uint TheirTag { get; private set; }

    /// <summary>The association's first TSN.</summary>
    public Tsn TheirFirstTsn { get; private set; }

    /// <summary>All that the association has written since the last <see cref="Drain"/>, whole.</summary>
    public List<byte[]> Packets { get; } = [];

    /// <summary>Does the handshake as the active end.</summary>
    public static RawPeer Established(
        SctpOptions? options = null, PeerFeatures features = PeerFeatures.Basic, uint aRwnd = 1_000_000, ushort streams = 1000)
    {
        var peer = new RawPeer(options);
        peer.Receive(0, Init(features, aRwnd, streams));
        var cookie = peer.TakeInitAck();
        peer.Receive(peer.TheirTag, CookieEcho(cookie));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
        Assert.That(peer.Drain(), Is.EqualTo(new[] { "COOKIE ACK" }));
        Assert.That(peer.Association.TryNextEvent(out var e) && e.Kind == SctpEventKind.Connected, Is.True);
        return peer;
    }

    public static Wire.Chunks Init(
        PeerFeatures features = PeerFeatures.Basic, uint aRwnd = 1_000_000, ushort streams = 1000, uint tag = Tag, ChunkType type = ChunkType.Init,
        byte[]? cookie = null) =>
        (ref ByteWriter writer) =>
        {
            var start = writer.BeginChunk(type);
            new InitChunk
            {
                InitiateTag = tag, ARwnd = aRwnd, OutboundStreams = streams, InboundStreams = streams, InitialTsn = FirstTsn,
            }.WriteFixed(ref writer);
            if (cookie is not null) InitParameters.WriteCookie(ref writer, cookie);
            InitParameters.WriteSupported(ref writer, features);
            writer.EndChunk(start);
        };

    public static Wire.Chunks CookieEcho(byte[] cookie) => (ref ByteWriter writer) =>
    {
        var start = writer.BeginChunk(ChunkType.CookieEcho);
        writer.WriteBytes(cookie);
        writer.EndChunk(start);
    };

    public static Wire.Chunks Empty(ChunkType type, byte flags = 0) =>
        (ref ByteWriter writer) => writer.WriteEmptyChunk(type, flags);

    /// <param name="tsn">Counted from our first.</param>
    /// <param name="text">The payload.</param>
    /// <param name="flags">B and E unless told otherwise.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="ssn">The number in the stream.</param>
    public static Wire.Chunks Data(
        int tsn, string text, DataFlags flags = DataFlags.Whole, ushort stream = 1, ushort ssn = 0) =>
        Data(tsn, Encoding.UTF8.GetBytes(text), flags, stream, ssn);

    public static Wire.Chunks Data(
        int tsn, byte[] payload, DataFlags flags = DataFlags.Whole, ushort stream = 1, ushort ssn = 0) =>
        (ref ByteWriter writer) => new DataChunk
        {
            Flags = flags, Tsn = FirstTsn + tsn, Stream = stream, Mid = ssn, Ppid = 51, Payload = payload,
        }.Write(ref writer);

    /// <param name="tsn">Counted from our first.</param>
    /// <param name="text">The payload.</param>
    /// <param name="flags">B and E unless told otherwise.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="mid">The message's number in the stream.</param>
    /// <param name="fsn">The fragment's number in the message.</param>
    public static Wire.Chunks Interleaved(
        int tsn, string text, DataFlags flags = DataFlags.Whole, ushort stream = 1, uint mid = 0, uint fsn = 0) =>
        Interleaved(tsn, Encoding.UTF8.GetBytes(text), flags, stream, mid, fsn);

    public static Wire.Chunks Interleaved(
        int tsn, byte[] payload, DataFlags flags, ushort stream, uint mid, uint fsn) =>
        (ref ByteWriter writer) => new DataChunk
        {
            Format = DataFormat.Interleaved,
            Flags = flags,
            Tsn = FirstTsn + tsn,
            Stream = stream,
            Mid = mid,
            Fsn = fsn,
            Ppid = 51,
            Payload = payload,
        }.Write(ref writer);

    public static Wire.Chunks InterleavedForward(int tsn, params SkippedMessage[] skipped) =>
        (ref ByteWriter writer) => ForwardTsnChunk.Write(ref writer, DataFormat.Interleaved, FirstTsn + tsn, skipped);

    public static Wire.Chunks Forward(int tsn, params SkippedMessage[] skipped) =>
        (ref ByteWriter writer) => ForwardTsnChunk.Write(ref writer, DataFormat.Plain, FirstTsn + tsn, skipped);

    /// <summary>Acknowledges what the association sent, counted from its first TSN; gaps likewise.</summary>
    public void Sack(int cumulative, uint aRwnd = 1_000_000, params (int First, int Last)[] gaps)
    {
        var first = TheirFirstTsn;
        var ranges = gaps.Select(gap => new TsnRange(first + gap.First, first + gap.Last)).ToArray();
        Receive((ref ByteWriter writer) => SackChunk.TryWrite(ref writer, first + cumulative, aRwnd, ranges, []));
    }

    public void Receive(uint tag, Wire.Chunks chunks) => Association.Receive(Wire.Packet(tag, chunks), Now);

    public void Receive(Wire.Chunks chunks) => Receive(TheirTag, chunks);

    public void Receive(string hex) => Association.Receive(Wire.Packet(TheirTag, hex), Now);

    /// <summary>The packets that the association writes now, in words.</summary>
    public string[] Drain()
    {
        Packets.Clear();
        while (Association.TryWrite(_buffer, Now, out var length)) Packets.Add(_buffer[..length]);
        return [.. Packets.Select(packet => Wire.Describe(packet, TheirFirstTsn, FirstTsn))];
    }

    /// <summary>Lets virtual time pass, deadline by deadline, and gives what was written with the time since the start.</summary>
    public List<(TimeSpan After, string Packet)> Run(TimeSpan span)
    {
        var log = new List<(TimeSpan, string)>();
        var (start, end) = (Now, Now + span);
        while (true)
        {
            Association.Tick(Now);
            log.AddRange(Drain().Select(packet => (Now - start, packet)));
            Assert.That(Association.NextDeadline, Is.GreaterThan(Now), "the deadline has to move");
            if (Association.NextDeadline > end) break;
            Now = Association.NextDeadline;
        }
        Now = end;
        return log;
    }

    /// <summary>The text of the messages that were delivered.</summary>
    public string[] Texts() => [.. Events().Where(e => e.Kind == SctpEventKind.Message).Select(e => Encoding.UTF8.GetString(e.Payload ?? []))];

    /// <summary>What the association has told, but for buffers that ran low.</summary>
    public List<SctpEvent> Events()
    {
        var events = new List<SctpEvent>();
        while (Association.TryNextEvent(out var e))
        {
            if (e.Kind != SctpEventKind.BufferedAmountLow) events.Add(e);
        }
        return events;
    }

    public SendResult Send(string text, ushort stream = 1, SendOptions options = default) =>
        Association.Send(stream, 51, Encoding.UTF8.GetBytes(text), options, Now);

    public SendResult Send(int size, ushort stream = 1, SendOptions options = default) =>
        Association.Send(stream, 53, new byte[size], options, Now);

    /// <summary>Takes the INIT ACK that is to be written, and gives its cookie.</summary>
    public byte[] TakeInitAck()
    {
        Assert.That(Drain(), Is.EqualTo(new[] { "INIT ACK" }));
        var reader = new ChunkReader(Packets[0].AsSpan(PacketHeader.Size));
        reader.TryRead(out var chunk);
        Assert.That(InitChunk.TryRead(chunk, out var ack), Is.True);
        Assert.That(InitParameters.TryRead(ack.Parameters, out var parameters), Is.True);
        TheirTag = ack.InitiateTag;
        TheirFirstTsn = ack.InitialTsn;
        return parameters.Cookie.ToArray();
    }

    /// <summary>Takes the INIT that is to be written.</summary>
    public void TakeInit()
    {
        Assert.That(Drain(), Is.EqualTo(new[] { "INIT" }));
        var reader = new ChunkReader(Packets[0].AsSpan(PacketHeader.Size));
        reader.TryRead(out var chunk);
        Assert.That(InitChunk.TryRead(chunk, out var init), Is.True);
        TheirTag = init.InitiateTag;
        TheirFirstTsn = init.InitialTsn;
    }
}
