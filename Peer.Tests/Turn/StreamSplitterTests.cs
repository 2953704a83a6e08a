using NUnit.Framework;
using RtcPeer.WebRtc.Stun;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Turn;

public class StreamSplitterTests
{
    [Test]
    public void Frames_come_out_whole_wherever_the_stream_is_cut()
    {
        var (stream, frames) = Sample();
        for (var first = 0; first <= stream.Length; first++)
        {
            var splitter = new StreamSplitter();
            var taken = new List<byte[]>();
            Push(splitter, stream[..first], taken);
            Push(splitter, stream[first..], taken);
            Assert.That(taken, Is.EqualTo(frames), $"cut at {first}");
        }
    }

    [Test]
    public void Frames_come_out_whole_byte_by_byte()
    {
        var (stream, frames) = Sample();
        var splitter = new StreamSplitter();
        var taken = new List<byte[]>();
        foreach (var part in stream) Push(splitter, [part], taken);

        Assert.That(taken, Is.EqualTo(frames));
        Assert.That(splitter.IsBroken, Is.False);
    }

    [Test]
    public void The_largest_frames_pass_one_after_the_other()
    {
        var splitter = new StreamSplitter();
        var frame = new byte[ChannelData.HeaderLength + 65_535 + 1];
        frame[0] = 0x40;
        frame[2] = frame[3] = 0xFF;
        var taken = new List<byte[]>();
        for (var i = 0; i < 5; i++)
        {
            for (var rest = frame.AsMemory(); rest.Length > 0;)
            {
                var part = rest[..Math.Min(rest.Length, 60_000)];
                Push(splitter, part.ToArray(), taken);
                rest = rest[part.Length..];
            }
        }

        Assert.That(taken.Select(one => one.Length), Is.EqualTo(Enumerable.Repeat(ChannelData.HeaderLength + 65_535, 5)));
    }

    [TestCase(new byte[] { 0x80, 0, 0, 0 })]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [TestCase(new byte[] { 0x00, 0x01, 0x00, 0x03 }, TestName = "A_length_that_no_message_has_breaks_it")]
    [TestCase(new byte[] { 0x00, 0x01, 0x00, 0x00 }, TestName = "A_missing_cookie_breaks_it")]
    public void What_is_neither_of_both_breaks_it(byte[] head)
    {
        var splitter = new StreamSplitter();
        var taken = new List<byte[]>();
        Push(splitter, [.. head, .. new byte[40]], taken);
        Push(splitter, Sample().Stream, taken);

        Assert.That(splitter.IsBroken, Is.True);
        Assert.That(taken, Is.Empty);
    }

    private static void Push(StreamSplitter splitter, byte[] bytes, List<byte[]> taken)
    {
        bytes.CopyTo(splitter.Free);
        splitter.Advance(bytes.Length);
        while (splitter.TryTake(out var frame)) taken.Add(frame.ToArray());
    }

    /// <summary>A message, ChannelData with each padding, and a message again.</summary>
    private static (byte[] Stream, List<byte[]> Frames) Sample()
    {
        var stream = new List<byte>();
        var frames = new List<byte[]>();
        void AddMessage()
        {
            var buffer = new byte[100];
            var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Refresh, new StunTransactionId(1, 2));
            writer.Add(StunAttributeType.Realm, "abc"u8);
            frames.Add(writer.Written.ToArray());
            stream.AddRange(writer.Written);
        }

        AddMessage();
        for (var length = 0; length < 5; length++)
        {
            var frame = new byte[20];
            frame.AsSpan(ChannelData.HeaderLength, length).Fill(0xAB);
            var whole = ChannelData.Write(frame, 0x4001, length, isPadded: true);
            Assert.That(whole % 4, Is.Zero);
            frames.Add(frame[..(ChannelData.HeaderLength + length)]);
            stream.AddRange(frame[..whole]);
        }
        AddMessage();
        return ([.. stream], frames);
    }
}
