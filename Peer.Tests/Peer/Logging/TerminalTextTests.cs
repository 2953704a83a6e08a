using NUnit.Framework;
using RtcPeer.Peer.Logging;

namespace RtcPeer.Peer.Tests.Peer.Logging;

public class TerminalTextTests
{
    [TestCase("plain ü 房间 😀\ttab", "plain ü 房间 😀\ttab")]
    [TestCase("", "")]
    [TestCase("\e[31mred\e[0m", "^[[31mred^[[0m")]
    [TestCase("\e]0;title\a", "^[]0;title^G")]
    [TestCase("over\rwritten", "over^Mwritten")]
    [TestCase("back\b\x7F", "back^H^?")]
    [TestCase("nul\0", "nul^@")]
    [TestCase("csi\u009B31m", "csi\\u009B31m")]
    [TestCase("evil\u202Etxt.exe", "evil\\u202Etxt.exe")]
    [TestCase("two\nlines", "two^Jlines")]
    [TestCase("two\u2028lines", "two\\u2028lines")]
    public void What_could_steer_a_terminal_becomes_visible(string text, string expected)
    {
        Assert.That(TerminalText.Harmless(text), Is.EqualTo(expected));
    }

    [Test]
    public void Line_feeds_stay_where_they_are_wanted()
    {
        Assert.That(TerminalText.Harmless("two\nlines\r", lineFeeds: true), Is.EqualTo("two\nlines^M"));
    }

    [Test]
    public void No_control_character_of_any_kind_passes()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            if (char.IsControl((char)code) && code != '\t')
            {
                Assert.That(TerminalText.Harmless($"a{(char)code}b").Any(char.IsControl), Is.False);
            }
        }
    }
}
