using NUnit.Framework;
using RtcPeer.Peer.Typing;

namespace RtcPeer.Peer.Tests.Peer.Typing;

public class TerminalScreenTests
{
    [Test]
    public void Lines_that_come_in_stand_above_the_one_that_is_being_typed()
    {
        var (screen, shown) = Open(40);
        Type(screen, "half");
        screen.WriteLines("first\nsecond\n");
        Type(screen, " a line");
        screen.WriteLines("third\n");

        Assert.That(shown.Rows, Is.EqualTo(new[] { "first", "second", "third", "> half a line" }));
        Assert.That(shown.Cursor, Is.EqualTo(13));
    }

    [Test]
    public void A_line_that_was_typed_stays_and_the_next_begins()
    {
        var (screen, shown) = Open(40);
        Type(screen, "你好\r");
        screen.WriteLines("answer\n");
        Type(screen, "next");

        Assert.That(shown.Rows, Is.EqualTo(new[] { "> 你好", "answer", "> next" }));
    }

    [Test]
    public void The_cursor_is_behind_the_columns_of_what_is_before_it()
    {
        var (screen, shown) = Open(40);
        Type(screen, "你好ab");
        screen.Press(Keys.Of(ConsoleKey.LeftArrow), more: false, out _);
        screen.Press(Keys.Of(ConsoleKey.LeftArrow), more: false, out _);
        screen.Press(Keys.Of(ConsoleKey.LeftArrow), more: false, out _);

        Assert.That(shown.Rows[^1], Is.EqualTo("> 你好ab"));
        Assert.That(shown.Cursor, Is.EqualTo(4));

        screen.Press(Keys.Control('K'), more: false, out _);
        Assert.That(shown.Rows[^1], Is.EqualTo("> 你"), "nothing is left of what was there");
    }

    [Test]
    public void A_line_longer_than_the_row_shows_what_is_around_the_cursor_and_stays_whole_when_it_is_done()
    {
        var (screen, shown) = Open(20);
        Type(screen, "0123456789012345678901234567890123456789中文");
        Assert.That(shown.Rows, Is.EqualTo(new[] { "> 7890123456789中文" }));

        screen.Press(Keys.Of(ConsoleKey.Home), more: false, out _);
        Assert.That(shown.Rows, Is.EqualTo(new[] { "> 01234567890123456" }));
        Assert.That(shown.Cursor, Is.EqualTo(2));

        screen.Press(Keys.Of(ConsoleKey.Enter), more: false, out var line);
        Assert.That(line, Is.EqualTo("0123456789012345678901234567890123456789中文"));
        Assert.That(string.Concat(shown.Rows[..^1]), Is.EqualTo($"> {line}"));
    }

    [Test]
    public void A_narrow_terminal_shows_one_row_as_well([Values(5, 8, 13)] int columns)
    {
        var (screen, shown) = Open(columns);
        screen.SetStatus("LAN 0.4 ms");
        Type(screen, "a你b好c🙂d");
        screen.Press(Keys.Of(ConsoleKey.LeftArrow), more: false, out _);
        screen.SetStatus("no path");

        Assert.That(shown.Rows, Has.Length.EqualTo(1));
    }

    [Test]
    public void The_status_stands_before_the_line()
    {
        var (screen, shown) = Open(60);
        Type(screen, "text");
        screen.SetStatus("LAN 0.4 ms");
        Assert.That(shown.Rows[^1], Is.EqualTo("LAN 0.4 ms > text"));

        screen.SetStatus("no path");
        Assert.That(shown.Rows[^1], Is.EqualTo("no path > text"));
    }

    [Test]
    public void Without_a_prompt_lines_are_written_as_they_are_and_at_its_end_none_is_left()
    {
        var shown = new ScreenText(40);
        var screen = new TerminalScreen(shown, () => 40, coloured: false);
        screen.WriteLines("joined\n");
        screen.ShowPrompt();
        Type(screen, "never sent");
        screen.HidePrompt();
        screen.WriteLines("closed\n");

        Assert.That(shown.Rows, Is.EqualTo(new[] { "joined", "closed", "" }));
    }

    [Test]
    public void Colours_only_where_they_are_wanted()
    {
        foreach (var coloured in new[] { false, true })
        {
            using var written = new MemoryStream();
            var screen = new TerminalScreen(written, () => 80, coloured);
            screen.SetStatus("LAN");
            screen.ShowPrompt();

            Assert.That(System.Text.Encoding.UTF8.GetString(written.ToArray()).Contains('\e', StringComparison.Ordinal), Is.EqualTo(coloured));
        }
    }

    private static (TerminalScreen Screen, ScreenText Shown) Open(int columns)
    {
        var shown = new ScreenText(columns);
        var screen = new TerminalScreen(shown, () => columns, coloured: false);
        screen.ShowPrompt();
        return (screen, shown);
    }

    private static void Type(TerminalScreen screen, string text)
    {
        foreach (var key in Keys.Typing(text))
        {
            screen.Press(key, more: false, out _);
        }
    }
}
