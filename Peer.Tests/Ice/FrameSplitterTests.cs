using NUnit.Framework;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class FrameSplitterTests
{
    [Test]
    public void Frames_come_out_whole_wherever_the_stream_is_cut()
    {
        byte[] stream = [0, 3, 1, 2, 3, 0, 0, 0, 1, 4];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var frames = new FrameSplitter();
            List<string> taken = [.. Feed(frames, stream[..cut]), .. Feed(frames, stream[cut..])];
            Assert.That(taken, Is.EqualTo(new[] { "010203", "", "04" }), $"cut at {cut}");
        }
    }

    [Test]
    public void A_stranger_s_frame_that_is_too_long_breaks_the_stream()
    {
        var frames = new FrameSplitter();

        Assert.That(Feed(frames, [0xFF, 0xFF, 0, 1]), Is.Empty);
        Assert.That(frames.IsBroken, Is.True);
    }

    [Test]
    public void Frames_of_any_length_pass_once_they_may()
    {
        var frames = new FrameSplitter();
        Feed(frames, [0, 1, 7]);
        frames.AllowsAnyLength = true;
        byte[] stream = [.. Enumerable.Range(0, 5).SelectMany(i => new byte[] { 0xFF, 0xFF }.Concat(Enumerable.Repeat((byte)i, 65_535)))];

        Assert.That(Feed(frames, stream).Select(frame => frame.Length / 2), Is.EqualTo(Enumerable.Repeat(65_535, 5)));
        Assert.That(frames.IsBroken, Is.False);
    }

    [Test]
    public void Any_bytes_are_cut_without_harm([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var frames = new FrameSplitter { AllowsAnyLength = random.Next(2) == 0 };
            var bytes = new byte[random.Next(100_000)];
            random.NextBytes(bytes);
            Feed(frames, bytes);
        }
    }

    private static List<string> Feed(FrameSplitter frames, byte[] bytes)
    {
        var taken = new List<string>();
        for (var rest = bytes.AsSpan(); !frames.IsBroken;)
        {
            var free = frames.Free.Span;
            var count = Math.Min(free.Length, rest.Length);
            rest[..count].CopyTo(free);
            rest = rest[count..];
            frames.Advance(count);
            while (frames.TryTake(out var frame)) taken.Add(Convert.ToHexStringLower(frame));
            if (rest.IsEmpty) break;
        }
        return taken;
    }
}
