using NUnit.Framework;
using RtcPeer.Peer.Typing;

namespace RtcPeer.Peer.Tests.Peer.Typing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class LineEditorTests
{
    private readonly LineEditor _editor = new();

    [Test]
    public void Keys_write_where_the_cursor_is()
    {
        Type("ac");
        Press(ConsoleKey.LeftArrow);
        Type("b");
        Press(ConsoleKey.Home);
        Type("0");
        Press(ConsoleKey.End);
        Type("d");

        Assert.That(_editor.Text, Is.EqualTo("0abcd"));
        Assert.That(_editor.Cursor, Is.EqualTo(5));
    }

    [Test]
    public void What_is_seen_as_one_character_is_one()
    {
        Type("a👩‍👩‍👧e\u0301🙂你");
        Assert.That(_editor.Text, Is.EqualTo("a👩‍👩‍👧e\u0301🙂你"));

        Press(ConsoleKey.Backspace);
        Press(ConsoleKey.Backspace);
        Assert.That(_editor.Text, Is.EqualTo("a👩‍👩‍👧e\u0301"));
        Press(ConsoleKey.LeftArrow);
        Press(ConsoleKey.Backspace);
        Assert.That(_editor.Text, Is.EqualTo("ae\u0301"));
        Press(ConsoleKey.Delete);
        Assert.That(_editor.Text, Is.EqualTo("a"));
    }

    [TestCase('U', "three", "")]
    [TestCase('K', "one two ", "one two ")]
    [TestCase('W', "one three", "one ")]
    [TestCase('D', "one two hree", "one two ")]
    [TestCase('H', "one twothree", "one two")]
    public void Ctrl_and_a_letter_remove_a_part(char letter, string text, string beforeCursor)
    {
        Type("one two three");
        for (var i = 0; i < 5; i++)
        {
            Press(Keys.Control('B'));
        }

        Press(Keys.Control(letter));

        Assert.That(_editor.Text, Is.EqualTo(text));
        Assert.That(_editor.Text[.._editor.Cursor], Is.EqualTo(beforeCursor));
    }

    [Test]
    public void Ctrl_D_ends_the_input_on_an_empty_line_alone()
    {
        Type("a");
        Assert.That(Press(Keys.Control('D')), Is.EqualTo(Edit.Changed));
        Press(Keys.Control('U'));

        Assert.That(Press(Keys.Control('D')), Is.EqualTo(Edit.End));
    }

    [Test]
    public void Keys_at_the_edges_and_keys_without_a_meaning_change_nothing()
    {
        foreach (var key in new[] { ConsoleKey.Backspace, ConsoleKey.Delete, ConsoleKey.LeftArrow, ConsoleKey.RightArrow, ConsoleKey.UpArrow, ConsoleKey.DownArrow })
        {
            Press(key);
        }

        Type("\0\u001b\u0007\uDC00");
        Press(new ConsoleKeyInfo('x', ConsoleKey.X, shift: false, alt: true, control: false));

        Assert.That(_editor.Text, Is.Empty);
    }

    [Test]
    public void Earlier_lines_come_back_and_what_was_being_typed_is_not_lost()
    {
        Type("one");
        Assert.That(_editor.Take(), Is.EqualTo("one"));
        Type("two");
        _editor.Take();
        Type("two");
        _editor.Take();
        Type("thr");

        Press(ConsoleKey.UpArrow);
        Assert.That(_editor.Text, Is.EqualTo("two"));
        Press(ConsoleKey.UpArrow);
        Press(ConsoleKey.UpArrow);
        Assert.That(_editor.Text, Is.EqualTo("one"));
        Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.DownArrow);
        Assert.That(_editor.Text, Is.EqualTo("thr"));
    }

    [Test]
    public void A_line_has_a_limit()
    {
        Type(new string('x', LineEditor.MaxLength + 5));
        Assert.That(_editor.Text, Has.Length.EqualTo(LineEditor.MaxLength));
    }

    private void Type(string text)
    {
        foreach (var key in Keys.Typing(text))
        {
            _editor.Press(key);
        }
    }

    private Edit Press(ConsoleKey key) => _editor.Press(Keys.Of(key));

    private Edit Press(ConsoleKeyInfo key) => _editor.Press(key);
}
