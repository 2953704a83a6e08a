using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.Peer.Tests.Fuzz;

public class SdpFuzzTests
{
    private static readonly string[] Pieces =
        ["\n", "\r", "a=", "m=", ":", " ", "0", "-1", "99999999999999999999", "a=mid:", "m=audio 9 X 1\n", "a=group:BUNDLE", "\0", "\uD800", "é", "/"];

    [Test]
    public void Every_truncation_is_parsed_or_refused_with_a_reason()
    {
        foreach (var vector in SdpVector.All)
        {
            for (var length = 0; length < vector.Offer.Length; length++) AssertParsedOrRefused(vector.Offer[..length]);
        }
    }

    [Test]
    public void Seeded_mutations_are_parsed_or_refused_with_a_reason([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        foreach (var vector in SdpVector.All)
        {
            for (var i = 0; i < 50; i++) AssertParsedOrRefused(Mutate(random.Next(2) == 0 ? vector.Offer : vector.Answer, random));
        }
    }

    /// <summary>What is accepted is written as something that is accepted with the same meaning.</summary>
    private static void AssertParsedOrRefused(string text)
    {
        if (!SdpParser.TryParse(text, out var description, out var problem))
        {
            Assert.That(problem, Is.Not.Empty);
            return;
        }
        Assert.That(problem, Is.Null);
        var written = SdpWriter.Write(description);
        Assert.That(SdpParser.TryParse(written, out var again, out problem), Is.True, $"{problem}\n{text}\n--\n{written}");
        if (SdpWriter.Write(again!) != written) Assert.Fail($"{text}\n--\n{written}\n--\n{SdpWriter.Write(again!)}");
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutated.Remove(at, Math.Min(random.Next(1, 30), mutated.Length - at));
                    break;
                case 1:
                    mutated.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    mutated[at] = (char)random.Next(128);
                    break;
                default:
                    mutated.Insert(at, text.AsSpan(random.Next(text.Length))[..1]);
                    break;
            }
            if (mutated.Length == 0) mutated.Append('v');
        }
        return mutated.ToString();
    }
}
