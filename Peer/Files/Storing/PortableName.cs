using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// Makes of a stranger's name for a file a path that stays inside a folder, by the rules of Linux, macOS and Windows
/// alike, whatever we run on. What would lead elsewhere is refused; characters and words that mean something on one of
/// the systems, or deceive the eye, become '_'.
/// </summary>
internal static class PortableName
{
    /// <summary>So that the names of partial files and "name (1)" fit into the 255 bytes that file systems have room for.</summary>
    private const int MaxSegmentBytes = 236;

    private const int MaxBytes = 2048;
    private const int MaxDepth = 40;
    private const char Substitute = '_';

    /// <summary>Of Windows: separators, drives and alternate streams, wildcards, and what no name may have.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("\\:*?\"<>|");

    /// <summary>Names of devices on Windows, with whatever follows the first dot.</summary>
    private static readonly FrozenSet<string> Devices = ((string[])
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
        .. from kind in new[] { "COM", "LPT" } from number in "0123456789¹²³" select $"{kind}{number}",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What separates the folders of a name from each other and from the file.</summary>
    public const char Separator = '/';

    /// <summary>The folders, and last the file; false with the reason where the name leads elsewhere, or nowhere.</summary>
    public static bool TryParse(
        string name, [NotNullWhen(true)] out IReadOnlyList<string>? segments, [NotNullWhen(false)] out string? reason)
    {
        segments = null;
        reason = null;
        if (name.Length > MaxBytes)
        {
            reason = "its name is too long";
            return false;
        }

        var parts = name.Split(Separator);
        if (parts.Any(part => part is "" or "." or ".."))
        {
            reason = "its name leads to no file in a folder";
            return false;
        }

        var portable = parts.Select(Portable).ToList();
        if (portable.Count > MaxDepth || portable.Any(part => Encoding.UTF8.GetByteCount(part) > MaxSegmentBytes))
        {
            reason = "its name is too long";
            return false;
        }

        if (portable.Any(PartialFile.IsNameOfOne))
        {
            reason = "its name is that of a partial file";
            return false;
        }

        // Hidden files of a home folder are the settings of programs.
        if (portable[0][0] == '.')
        {
            portable[0] = Substitute + portable[0][1..];
        }

        segments = portable;
        return true;
    }

    /// <summary>Two names with the same key may be one and the same to a file system.</summary>
    public static string KeyOf(string segment) => CanonicalForm.Decompose(segment).ToUpperInvariant();

    private static string Portable(string part)
    {
        var portable = new StringBuilder(part.Length);
        foreach (var rune in part.EnumerateRunes())
        {
            portable.Append(IsPlain(rune) ? rune.ToString() : Substitute.ToString());
        }

        for (var i = portable.Length - 1; i >= 0 && portable[i] is '.' or ' '; i--)
        {
            portable[i] = Substitute;
        }

        var text = portable.ToString();
        var stem = text.AsSpan(0, text.AsSpan().IndexOf('.') is >= 0 and var dot ? dot : text.Length).TrimEnd(' ');
        return Devices.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem) ? Substitute + text : text;
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,

        // They turn the direction of writing, or are not seen; but some scripts and emoji are written with joiners.
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => rune.Value > char.MaxValue || !Special.Contains((char)rune.Value),
    };
}
