using System.Text;

namespace RtcPeer.Peer.Typing;

/// <summary>The terminal, to which lines come from several sides, while the user types on its last row.</summary>
/// <param name="output">The terminal.</param>
/// <param name="columns">Tells its width.</param>
/// <param name="coloured">Whether colours are wanted.</param>
internal sealed class TerminalScreen(Stream output, Func<int> columns, bool coloured)
{
    private readonly Lock _lock = new();
    private readonly LineEditor _editor = new();
    private PromptRow? _row;
    private string _status = "";

    /// <summary>Begins to show the line that is being typed.</summary>
    public void ShowPrompt()
    {
        lock (_lock)
        {
            _row = new PromptRow(_editor, coloured) { Status = _status };
            Write(_row.Draw(columns()));
        }
    }

    /// <summary>Takes the line that is being typed off the screen.</summary>
    public void HidePrompt()
    {
        lock (_lock)
        {
            Write(_row?.Erase() ?? "");
            _row = null;
        }
    }

    /// <summary>Says how the connection is, before the line that is being typed.</summary>
    public void SetStatus(string status)
    {
        lock (_lock)
        {
            _status = status;
            if (_row is not null)
            {
                _row.Status = status;
                Write(_row.Draw(columns()));
            }
        }
    }

    /// <summary>Writes whole lines above the one that is being typed.</summary>
    public void WriteLines(string lines)
    {
        lock (_lock)
        {
            var end = lines.EndsWith('\n') || _row is null ? "" : "\n";
            Write($"{_row?.Erase()}{lines}{end}{_row?.Draw(columns())}");
        }
    }

    /// <summary>Takes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="more">Whether others have been pressed since: then there is no need to show this one.</param>
    /// <param name="line">The line that it completes, or null.</param>
    public Edit Press(ConsoleKeyInfo key, bool more, out string? line)
    {
        lock (_lock)
        {
            line = null;
            var edit = _editor.Press(key);
            if (edit == Edit.Submit)
            {
                line = _editor.Take();
                Write(_row?.Typed(line) ?? "");
            }

            if (!more && edit is Edit.Submit or Edit.Changed)
            {
                Write(_row?.Draw(columns()) ?? "");
            }

            return edit;
        }
    }

    private void Write(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        try
        {
            output.Write(Encoding.UTF8.GetBytes(text));
            output.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone, and the signal of that ends the program.
        }
    }
}
