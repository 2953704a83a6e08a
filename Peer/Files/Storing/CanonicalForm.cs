using System.Collections.Frozen;
using System.Text;

namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// Unicode's canonical decomposition: "é" is one character here and two there, and the same name to some file systems.
/// .NET knows it from ICU alone, which a machine may lack; so the table of Unicode's data file stands beside this one.
/// The order of several marks on one letter stays as it is.
/// </summary>
internal static class CanonicalForm
{
    // Hangul syllables are decomposed by arithmetic (Unicode, section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11_172;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Lazy<FrozenDictionary<Rune, string>> Table = new(Load);

    public static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var decomposed = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value - FirstSyllable is >= 0 and < Syllables and var syllable)
            {
                AppendSyllable(decomposed, syllable);
            }
            else if (Table.Value.TryGetValue(rune, out var parts))
            {
                decomposed.Append(parts);
            }
            else
            {
                decomposed.Append(rune);
            }
        }

        return decomposed.ToString();
    }

    private static void AppendSyllable(StringBuilder decomposed, int syllable)
    {
        decomposed.Append((char)(FirstLead + (syllable / (Vowels * Tails))));
        decomposed.Append((char)(FirstVowel + (syllable % (Vowels * Tails) / Tails)));
        if (syllable % Tails is > 0 and var tail)
        {
            decomposed.Append((char)(FirstTail + tail));
        }
    }

    /// <summary>Each line is a character and, right behind it, what it is made of.</summary>
    private static FrozenDictionary<Rune, string> Load()
    {
        const string name = "RtcPeer.Peer.Files.Storing.CanonicalDecompositions.txt";
        using var resource = typeof(CanonicalForm).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var table = new Dictionary<Rune, string>();
        while (reader.ReadLine() is { } line)
        {
            var composed = Rune.GetRuneAt(line, 0);
            table.Add(composed, line[composed.Utf16SequenceLength..]);
        }

        return table.ToFrozenDictionary();
    }
}
