using System.Buffers;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Tests.Peer.Conversing;

public class MessageFormatTests
{
    [Test]
    public void A_pipe_gets_each_text_as_a_line_and_every_byte_of_it()
    {
        Assert.That(
            Format(new ExactFormat((byte)'\n'), "a\eb"u8.ToArray(), [], [0xFF, 0x00, (byte)'\r']),
            Is.EqualTo("a\eb\n\n"u8.ToArray().Concat(new byte[] { 0xFF, 0x00, (byte)'\r', (byte)'\n' })));
    }

    [Test]
    public void A_pipe_gets_binary_messages_and_nothing_between_them()
    {
        Assert.That(Format(new ExactFormat(null), [1, 2], [], [3]), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void A_terminal_gets_lines_that_steer_nothing()
    {
        Assert.That(
            Format(new TerminalFormat(lines: true), "\e[2J房\u009B"u8.ToArray(), "two\nlines"u8.ToArray(), [0xC3]),
            Is.EqualTo("^[[2J房\\u009B\ntwo\nlines\n\uFFFD\n"u8.ToArray()));
    }

    [Test]
    public void A_terminal_gets_characters_whole_that_binary_messages_cut_apart()
    {
        var bytes = "房\e😀"u8.ToArray();
        var single = bytes.Select(value => new[] { value }).ToArray();

        Assert.That(Encoding.UTF8.GetString(Format(new TerminalFormat(lines: false), single)), Is.EqualTo("房^[😀"));
    }

    [TestCase("valid ü房😀", "valid ü房😀", false)]
    [TestCase("", "", false)]
    public void Valid_text_is_left_as_it_is(string text, string expected, bool expectRepaired)
    {
        var repaired = Utf8Repair.Repair(Encoding.UTF8.GetBytes(text), out var wasRepaired);
        Assert.That((Encoding.UTF8.GetString(repaired.Span), wasRepaired), Is.EqualTo((expected, expectRepaired)));
    }

    [TestCase("61FF62", "a\uFFFDb")]
    [TestCase("C3", "\uFFFD")]
    [TestCase("EDA080", "\uFFFD\uFFFD\uFFFD")]
    [TestCase("F4908080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void What_is_no_UTF_8_is_replaced(string hex, string expected)
    {
        var repaired = Utf8Repair.Repair(Convert.FromHexString(hex), out var wasRepaired);
        Assert.That((Encoding.UTF8.GetString(repaired.Span), wasRepaired), Is.EqualTo((expected, true)));
    }

    private static byte[] Format(IMessageFormat format, params byte[][] messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            format.Append(message, output);
        }

        return output.WrittenSpan.ToArray();
    }
}
