using NUnit.Framework;
using RtcPeer.WebRtc.Sctp;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Peer.Tests.Sctp;

public class TsnRangeSetTests
{
    [Test]
    public void Behaves_as_a_set_does([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var first = new Tsn((uint)random.Next(-60, 60));
        var (set, model) = (new TsnRangeSet(), new SortedSet<int>());
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    var one = random.Next(120);
                    Assert.That(set.Add(first + one), Is.EqualTo(model.Add(one)));
                    break;
                case < 9:
                    AddRange(set, model, first, random.Next(110), random.Next(10));
                    break;
                default:
                    var through = random.Next(40);
                    set.RemoveThrough(first + through);
                    model.RemoveWhere(value => value <= through);
                    break;
            }
            AssertSame(set, model, first, seed);
        }
    }

    private static void AddRange(TsnRangeSet set, SortedSet<int> model, Tsn first, int from, int length)
    {
        var added = new List<int>();
        var next = first + from;
        while (set.TryAddMissing(ref next, first + (from + length), out var missing))
        {
            for (var tsn = missing.First; tsn <= missing.Last; tsn += 1) added.Add(tsn - first);
        }
        Assert.That(added, Is.EqualTo(Enumerable.Range(from, length + 1).Where(value => !model.Contains(value))));
        model.UnionWith(added);
    }

    private static void AssertSame(TsnRangeSet set, SortedSet<int> model, Tsn first, int seed)
    {
        var all = new List<int>();
        var previous = -2;
        foreach (var range in set.Ranges)
        {
            if (range.First - first <= previous + 1) Assert.Fail($"Seed {seed}: {range} is not apart");
            for (var tsn = range.First; tsn <= range.Last; tsn += 1) all.Add(tsn - first);
            previous = range.Last - first;
        }
        Assert.That(all, Is.EqualTo(model), $"Seed {seed}");
        Assert.That(set.IsEmpty, Is.EqualTo(model.Count == 0));
        if (model.Count > 0) Assert.That(set.Highest - first, Is.EqualTo(model.Max));
        Assert.That(Enumerable.Range(-1, 122).All(i => set.Contains(first + i) == model.Contains(i)), Is.True, $"Seed {seed}");
    }
}
