using System.Buffers;
using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Tests.Peer.Conversing;

public class PrefixedFormatTests
{
    [TestCase("hello", "ann: hello\n")]
    [TestCase("", "ann: \n")]
    [TestCase("hello\nbob: forged", "ann: hello\nann: bob: forged\n")]
    [TestCase("\n", "ann: \nann: \n")]
    public void Every_line_of_a_message_has_the_name(string message, string expected) =>
        Assert.That(Format(message, new ExactFormat((byte)'\n')), Is.EqualTo(expected));

    [Test]
    public void The_text_is_made_harmless_where_that_is_asked_for() =>
        Assert.That(Format("\e[2J", new TerminalFormat(lines: true)), Is.EqualTo("ann: ^[[2J\n"));

    [Test]
    public void Where_it_is_not_wanted_there_is_none() =>
        Assert.That(Format("a\nb", new ExactFormat((byte)'\n'), wanted: false), Is.EqualTo("a\nb\n"));

    [Test]
    public void Names_are_short_harmless_and_all_different()
    {
        var names = new PeerNames();
        string[] remotes = ["1f0e2d3c-4b5a", "1f0e2d3c-ffff", "\e[31m房", "", "../a b"];
        Assert.That(remotes.Select(names.Next), Is.EqualTo(new[] { "1f0e2d3c", "1f0e2d3c-2", "31m", "peer", "ab" }));
    }

    private static string Format(string message, IMessageFormat text, bool wanted = true)
    {
        var output = new ArrayBufferWriter<byte>();
        new PrefixedFormat("ann", () => wanted, text).Append(Encoding.UTF8.GetBytes(message), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
