using System.Globalization;
using System.Text;
using RtcPeer.Peer.Typing;

namespace RtcPeer.Peer.Tests.Peer.Typing;

/// <summary>What a terminal shows of what was written to it: text, carriage returns and line feeds, and no escape sequences.</summary>
internal sealed class ScreenText(int columns) : MemoryStream
{
    private readonly List<string[]> _rows = [Empty(columns)];
    private int _column;

    public int Columns => columns;

    /// <summary>The column that the cursor is in.</summary>
    public int Cursor => _column;

    /// <summary>The rows, without the spaces at their ends.</summary>
    public string[] Rows => [.. _rows.Select(row => string.Concat(row).TrimEnd())];

    public override void Write(ReadOnlySpan<byte> buffer) => Show(Encoding.UTF8.GetString(buffer));

    public void Show(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            foreach (var part in elements.GetTextElement() is "\r\n" ? ["\r", "\n"] : new[] { elements.GetTextElement() })
            {
                ShowElement(part);
            }
        }
    }

    private void ShowElement(string element)
    {
        switch (element)
        {
            case "\r":
                _column = 0;
                break;
            case "\n":
                _column = 0;
                _rows.Add(Empty(columns));
                break;
            default:
                var width = TextWidth.OfElement(element);
                if (_column + width > columns)
                {
                    ShowElement("\n");
                }

                _rows[^1][_column] = element;
                if (width == 2)
                {
                    // The second column of a wide character has nothing of its own.
                    _rows[^1][_column + 1] = "";
                }

                _column += width;
                break;
        }
    }

    private static string[] Empty(int columns) => [.. Enumerable.Repeat(" ", columns)];
}
