using NUnit.Framework;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

public class ReplayWindowTests
{
    [Test]
    public void Agrees_with_a_set_of_all_numbers_ever_seen([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        var window = new ReplayWindow();
        var seen = new HashSet<ulong>();
        ulong highest = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var number = random.Next(10) switch
            {
                0 => highest + (ulong)random.Next(3000),
                < 5 => highest + 1,
                _ => (ulong)Math.Max(0, (long)highest - random.Next(ReplayWindow.Size + 100)),
            };
            var isTooOld = highest >= ReplayWindow.Size && number <= highest - ReplayWindow.Size;

            var isKnown = seen.Contains(number) || isTooOld;
            if (window.HasSeen(number) != isKnown) Assert.Fail($"Seed {seed}, step {i}: {number} is {isKnown}.");
            if (isKnown) continue;
            window.Mark(number);
            seen.Add(number);
            highest = Math.Max(highest, number);
        }
    }

    [Test]
    public void Holds_at_the_very_end_of_the_numbers()
    {
        var window = new ReplayWindow();
        Assert.That(window.HasSeen(0), Is.False);
        window.Mark(0);
        Assert.That(window.HasSeen(0), Is.True);
        window.Mark(RecordHeader.MaxSequenceNumber);
        Assert.That(window.HasSeen(RecordHeader.MaxSequenceNumber), Is.True);
        Assert.That(window.HasSeen(RecordHeader.MaxSequenceNumber - 1), Is.False);
        Assert.That(window.HasSeen(0), Is.True);
    }
}
