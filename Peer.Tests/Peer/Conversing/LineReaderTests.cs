using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Tests.Peer.Conversing;

public class LineReaderTests
{
    private const string Everything = "one\ntwo\r\n\n\r\n\rthree\r\r\nfo\0ur\rfi\nüß房\nlast";

    private static readonly string[] EverythingInLines =
        ["one", "two", "", "", "\rthree\r", "fo\0ur\rfi", "üß房", "last"];

    [Test]
    public void Lines_end_in_LF_or_CRLF_wherever_the_reads_are_cut([Range(1, 9)] int size)
    {
        Assert.That(Text(Everything, 100, size), Is.EqualTo(EverythingInLines));
    }

    [Test]
    public void Lines_come_through_cut_at_every_byte()
    {
        var length = Encoding.UTF8.GetByteCount(Everything);
        for (var cut = 1; cut < length; cut++)
        {
            Assert.That(Text(Everything, 100, cut, length), Is.EqualTo(EverythingInLines), $"cut at {cut}");
        }
    }

    [TestCase("", new string[0])]
    [TestCase("\n", new[] { "" })]
    [TestCase("\r\n", new[] { "" })]
    [TestCase("\r", new[] { "\r" })]
    [TestCase("a\r", new[] { "a\r" })]
    [TestCase("a", new[] { "a" })]
    [TestCase("a\n\n", new[] { "a", "" })]
    public void What_stands_after_the_last_line_end_is_a_line_if_it_is_anything(string input, string[] lines)
    {
        Assert.That(Text(input, 100, 1), Is.EqualTo(lines));
    }

    [Test]
    public void Of_a_line_that_is_too_long_only_the_length_is_told_and_the_rest_goes_on(
        [Values(1, 2, 3, 7, 100)] int size, [Values("\n", "\r\n")] string end)
    {
        var lines = Read($"1234{end}12345{end}{new string('x', 40)}{end}1234{end}end of all", 4, size);

        Assert.That(
            lines.Select(line => (line.Text, line.Length)),
            Is.EqualTo(new[] { ("1234", 4L), (null, 5), (null, 40), ("1234", 4), (null, 10) }));
    }

    [Test]
    public void A_line_far_beyond_the_limit_costs_no_memory_and_is_counted_exactly()
    {
        const int Length = 50_000_000;
        var piece = new byte[50_000];
        piece.AsSpan().Fill((byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new LineReader(1000);
        for (var added = 0; added < Length; added += piece.Length)
        {
            reader.Add(piece);
            Assert.That(reader.TryRead(out _), Is.False);
        }

        reader.Complete();
        reader.TryRead(out var line);
        Assert.That((line.IsTooLong, line.Length), Is.EqualTo((true, (long)Length)));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(5_000_000));
    }

    [Test]
    public void Long_lines_up_to_the_limit_come_whole()
    {
        var text = new string('a', 300_000);
        Assert.That(Text($"{text}\r\n{text}", 300_000, 65_536), Is.EqualTo(new[] { text, text }));
    }

    [Test]
    public void Records_end_in_NUL_and_keep_their_line_ends()
    {
        var reader = new LineReader(100, LineReader.Nul);
        reader.Add("one\r\ntwo\0\0\r\0last"u8);
        reader.Complete();
        var records = new List<string>();
        while (reader.TryRead(out var record))
        {
            records.Add(Encoding.UTF8.GetString(record.Bytes.Span));
        }

        Assert.That(records, Is.EqualTo(new[] { "one\r\ntwo", "", "\r", "last" }));
    }

    private static IEnumerable<string?> Text(string input, int maxLength, params int[] sizes) =>
        Read(input, maxLength, sizes).Select(line => line.Text);

    private static List<(string? Text, long Length)> Read(string input, int maxLength, params int[] sizes)
    {
        var lines = new List<(string?, long)>();
        var bytes = Encoding.UTF8.GetBytes(input).AsSpan();
        var reader = new LineReader(maxLength);
        for (var i = 0; ; i++)
        {
            while (reader.TryRead(out var line))
            {
                lines.Add((line.IsTooLong ? null : Encoding.UTF8.GetString(line.Bytes.Span), line.Length));
            }

            if (bytes.IsEmpty)
            {
                reader.Complete();
                if (!reader.TryRead(out var last)) return lines;
                lines.Add((last.IsTooLong ? null : Encoding.UTF8.GetString(last.Bytes.Span), last.Length));
                return lines;
            }

            var size = Math.Min(sizes[i % sizes.Length], bytes.Length);
            reader.Add(bytes[..size]);
            bytes = bytes[size..];
        }
    }
}
