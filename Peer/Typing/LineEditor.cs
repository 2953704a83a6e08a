using System.Globalization;

namespace RtcPeer.Peer.Typing;

/// <summary>A line that is being typed: keys in, text and cursor out. The cursor moves by what a reader sees as one character.</summary>
internal sealed class LineEditor
{
    /// <summary>The most characters of a line, to bound the work of drawing it.</summary>
    public const int MaxLength = 100_000;

    private const int HistoryLimit = 200;

    private readonly List<string> _history = [];
    private int _shown;
    private string _left = "";
    private char _highSurrogate;

    public string Text { get; private set; } = "";

    /// <summary>Where the next character goes, as an index into the text.</summary>
    public int Cursor { get; private set; }

    /// <summary>Takes a key.</summary>
    public Edit Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Edit.Submit;
            case ConsoleKey.Backspace:
                Remove(Before(), Cursor);
                return Edit.Changed;
            case ConsoleKey.Delete:
                Remove(Cursor, After());
                return Edit.Changed;
            case ConsoleKey.LeftArrow:
                Cursor = Before();
                return Edit.Changed;
            case ConsoleKey.RightArrow:
                Cursor = After();
                return Edit.Changed;
            case ConsoleKey.Home:
                Cursor = 0;
                return Edit.Changed;
            case ConsoleKey.End:
                Cursor = Text.Length;
                return Edit.Changed;
            case ConsoleKey.UpArrow:
                Show(_shown - 1);
                return Edit.Changed;
            case ConsoleKey.DownArrow:
                Show(_shown + 1);
                return Edit.Changed;
            default:
                return key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? Edit.None : Press(key.KeyChar);
        }
    }

    /// <summary>Takes the line away, to begin another.</summary>
    public string Take()
    {
        var line = Text;
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }

        if (_history.Count > HistoryLimit)
        {
            _history.RemoveAt(0);
        }

        _shown = _history.Count;
        Set("");
        return line;
    }

    /// <summary>Keys that write, and those held with Ctrl, as shells have them.</summary>
    private Edit Press(char key)
    {
        switch (key)
        {
            case '\n' or '\r':
                return Edit.Submit;
            case '\u0001':
                Cursor = 0;
                return Edit.Changed;
            case '\u0002':
                Cursor = Before();
                return Edit.Changed;
            case '\u0004' or '\u001A' when Text.Length == 0:
                return Edit.End;
            case '\u0004':
                Remove(Cursor, After());
                return Edit.Changed;
            case '\u0005':
                Cursor = Text.Length;
                return Edit.Changed;
            case '\u0006':
                Cursor = After();
                return Edit.Changed;
            case '\b' or '\u007F':
                Remove(Before(), Cursor);
                return Edit.Changed;
            case '\u000B':
                Remove(Cursor, Text.Length);
                return Edit.Changed;
            case '\u0015':
                Remove(0, Cursor);
                return Edit.Changed;
            case '\u0017':
                Remove(WordBefore(), Cursor);
                return Edit.Changed;
            default:
                return Insert(key);
        }
    }

    private Edit Insert(char key)
    {
        if (char.IsHighSurrogate(key))
        {
            // The other half comes as a key of its own.
            _highSurrogate = key;
            return Edit.None;
        }

        var high = _highSurrogate;
        _highSurrogate = '\0';
        if ((char.IsControl(key) && key != '\t') || (char.IsLowSurrogate(key) && high == '\0') || Text.Length >= MaxLength)
        {
            return Edit.None;
        }

        var typed = char.IsLowSurrogate(key) ? new string([high, key]) : key.ToString();
        Text = Text.Insert(Cursor, typed);
        Cursor += typed.Length;
        return Edit.Changed;
    }

    private void Remove(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Shows a line of the history; the one behind the last is what was being typed.</summary>
    private void Show(int index)
    {
        if (index < 0 || index > _history.Count)
        {
            return;
        }

        if (_shown == _history.Count)
        {
            _left = Text;
        }

        _shown = index;
        Set(index == _history.Count ? _left : _history[index]);
    }

    private int Before() => StringInfo.ParseCombiningCharacters(Text).LastOrDefault(start => start < Cursor);

    private int After() =>
        Cursor == Text.Length ? Cursor : Cursor + StringInfo.GetNextTextElementLength(Text.AsSpan(Cursor));

    private int WordBefore()
    {
        var text = Text.AsSpan(0, Cursor).TrimEnd();
        return text.LastIndexOfAny(' ', '\t') + 1;
    }
}
