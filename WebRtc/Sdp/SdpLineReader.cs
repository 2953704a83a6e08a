namespace RtcPeer.WebRtc.Sdp;

/// <summary>Takes a description apart into its lines, which end with CRLF or, leniently, LF. Empty lines are passed over.</summary>
internal ref struct SdpLineReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>The number of the current line in the text, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The letter before the equals sign.</summary>
    public char Type { get; private set; }

    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>False at the end, and at a line that is none: then <paramref name="problem"/> is set.</summary>
    public bool TryReadLine(out string? problem)
    {
        problem = null;
        while (!_rest.IsEmpty)
        {
            var line = TakeLine();
            Number++;
            if (line.IsEmpty) continue;
            if (line.Length < 2 || !char.IsAsciiLetterLower(line[0]) || line[1] != '=')
            {
                problem = $"line {Number}: not of the form <letter>=<value>: \"{Excerpt(line)}\"";
                return false;
            }
            if (HasControlCharacter(line))
            {
                problem = $"line {Number}: a control character: \"{Excerpt(line)}\"";
                return false;
            }
            Type = line[0];
            Value = line[2..];
            return true;
        }
        return false;
    }

    /// <summary>So much of the other end's text as a message may show: short, and without control characters.</summary>
    public static string Excerpt(ReadOnlySpan<char> text)
    {
        const int Limit = 40;
        Span<char> shown = stackalloc char[Math.Min(text.Length, Limit)];
        for (var i = 0; i < shown.Length; i++) shown[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        return text.Length > Limit ? $"{shown}..." : shown.ToString();
    }

    private ReadOnlySpan<char> TakeLine()
    {
        var end = _rest.IndexOf('\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return line is [.., '\r'] ? line[..^1] : line;
    }

    private static bool HasControlCharacter(ReadOnlySpan<char> line)
    {
        foreach (var character in line)
        {
            if (char.IsControl(character) && character != '\t') return true;
        }
        return false;
    }
}
