using System.Globalization;
using System.Text;

namespace RtcPeer.Peer.Typing;

/// <summary>
/// The last row of the screen, with the line that is being typed, as text to write to a terminal. It stays within its row,
/// a line that is too long shows in part; so carriage returns and spaces are all that it takes, on any terminal.
/// </summary>
/// <param name="editor">The line.</param>
/// <param name="coloured">Whether the status may stand back by its colour.</param>
internal sealed class PromptRow(LineEditor editor, bool coloured)
{
    private const string Mark = "> ";

    /// <summary>The columns that the row has written to.</summary>
    private int _drawn;

    /// <summary>What stands before the line; empty for nothing.</summary>
    public string Status { get; set; } = "";

    /// <summary>Makes the row empty, with the cursor at its beginning.</summary>
    public string Erase()
    {
        var erased = _drawn == 0 ? "" : $"\r{new string(' ', _drawn)}\r";
        _drawn = 0;
        return erased;
    }

    /// <summary>The row as it is now, over what it was.</summary>
    /// <param name="columns">The width of the terminal.</param>
    public string Draw(int columns)
    {
        // The last column stays free: some terminals go on to the next row as soon as it is written to.
        var prompt = Status.Length == 0 || columns < 4 * Status.Length ? Mark : $"{Status} {Mark}";
        var room = Math.Max(1, columns - TextWidth.Of(prompt) - 1);
        var (before, after) = Window(room);
        var width = TextWidth.Of(prompt) + TextWidth.Of(before) + TextWidth.Of(after);
        var padding = new string(' ', Math.Max(0, _drawn - width));
        _drawn = width;
        var shown = coloured && prompt.Length > Mark.Length ? $"\e[2m{Status}\e[0m {Mark}" : prompt;
        return $"\r{shown}{before}{after}{padding}\r{shown}{before}";
    }

    /// <summary>A line that was typed, as it stays on the screen.</summary>
    public string Typed(string line) => $"{Erase()}{Mark}{line}\n";

    /// <summary>What of the line has room, before and after the cursor.</summary>
    private (string Before, string After) Window(int room)
    {
        var before = new StringBuilder();
        var columns = 0;
        var end = editor.Cursor;
        foreach (var start in StringInfo.ParseCombiningCharacters(editor.Text[..editor.Cursor]).Reverse())
        {
            var element = editor.Text.AsSpan(start, end - start);
            var width = WidthOf(element);
            if (columns + width > room)
            {
                break;
            }

            before.Insert(0, Shown(element));
            columns += width;
            end = start;
        }

        var after = new StringBuilder();
        var rest = editor.Text.AsSpan(editor.Cursor);
        while (!rest.IsEmpty)
        {
            var element = rest[..StringInfo.GetNextTextElementLength(rest)];
            var width = WidthOf(element);
            if (columns + width > room)
            {
                break;
            }

            after.Append(Shown(element));
            columns += width;
            rest = rest[element.Length..];
        }

        return (before.ToString(), after.ToString());
    }

    private static int WidthOf(ReadOnlySpan<char> element) => element is "\t" ? 1 : TextWidth.OfElement(element);

    private static string Shown(ReadOnlySpan<char> element) => element is "\t" ? " " : element.ToString();
}
