using System.Buffers;
using System.Globalization;
using System.Text;

namespace RtcPeer.Peer.Logging;

/// <summary>Makes text of unknown origin harmless for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>
    /// What steers a terminal (the control characters, but for the tab) or reorders the text around itself (the
    /// bidirectional embeddings, overrides and isolates); the line and paragraph separators, as line feeds of another kind.
    /// </summary>
    private static readonly string HarmfulInText =
        string.Concat(Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\t' or '\n')))
        + "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> InText = SearchValues.Create(HarmfulInText);
    private static readonly SearchValues<char> InLine = SearchValues.Create(HarmfulInText + '\n');

    /// <summary>
    /// The text with each such character in a visible form: ASCII control characters in caret notation (ESC as
    /// <c>^[</c>), the others by number (<c>\u009B</c>).
    /// </summary>
    /// <param name="text">The text to show.</param>
    /// <param name="lineFeeds">Whether line feeds stay what they are.</param>
    public static string Harmless(string text, bool lineFeeds = false)
    {
        var harmful = lineFeeds ? InText : InLine;
        var rest = text.AsSpan();
        var next = rest.IndexOfAny(harmful);
        if (next < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        for (; next >= 0; next = rest.IndexOfAny(harmful))
        {
            safe.Append(rest[..next]);
            AppendVisible(safe, rest[next]);
            rest = rest[(next + 1)..];
        }

        return safe.Append(rest).ToString();
    }

    private static void AppendVisible(StringBuilder safe, char character)
    {
        if (char.IsAscii(character))
        {
            safe.Append('^').Append((char)(character ^ 0x40));
        }
        else
        {
            safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
        }
    }
}
