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
    public async Task Lines_end_in_LF_or_CRLF_wherever_the_reads_are_cut([Range(1, 9)] int size)
    {
        Assert.That(await TextAsync(Everything, 100, size), Is.EqualTo(EverythingInLines));
    }

    [Test]
    public async Task Lines_come_through_cut_at_every_byte()
    {
        var length = Encoding.UTF8.GetByteCount(Everything);
        for (var cut = 1; cut < length; cut++)
        {
            Assert.That(await TextAsync(Everything, 100, cut, length), Is.EqualTo(EverythingInLines), $"cut at {cut}");
        }
    }

    [TestCase("", new string[0])]
    [TestCase("\n", new[] { "" })]
    [TestCase("\r\n", new[] { "" })]
    [TestCase("\r", new[] { "\r" })]
    [TestCase("a\r", new[] { "a\r" })]
    [TestCase("a", new[] { "a" })]
    [TestCase("a\n\n", new[] { "a", "" })]
    public async Task What_stands_after_the_last_line_end_is_a_line_if_it_is_anything(string input, string[] lines)
    {
        Assert.That(await TextAsync(input, 100, 1), Is.EqualTo(lines));
    }

    [Test]
    public async Task Of_a_line_that_is_too_long_only_the_length_is_told_and_the_rest_goes_on(
        [Values(1, 2, 3, 7, 100)] int size, [Values("\n", "\r\n")] string end)
    {
        var lines = await ReadAsync($"1234{end}12345{end}{new string('x', 40)}{end}1234{end}end of all", 4, size);

        Assert.That(
            lines.Select(line => (line.Text, line.Length)),
            Is.EqualTo(new[] { ("1234", 4L), (null, 5), (null, 40), ("1234", 4), (null, 10) }));
    }

    [Test]
    public async Task A_line_far_beyond_the_limit_costs_no_memory_and_is_counted_exactly()
    {
        const int Length = 50_000_000;
        using var input = new Repeated((byte)'x', Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new LineReader(input, 1000);
        InputLine line;
        while (!reader.TryRead(out line))
        {
            await reader.FillAsync(default);
        }

        Assert.That((line.IsTooLong, line.Length), Is.EqualTo((true, (long)Length)));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(5_000_000));
    }

    [Test]
    public async Task Long_lines_up_to_the_limit_come_whole()
    {
        var text = new string('a', 300_000);
        Assert.That(await TextAsync($"{text}\r\n{text}", 300_000, 65_536), Is.EqualTo(new[] { text, text }));
    }

    private static async Task<IEnumerable<string?>> TextAsync(string input, int maxLength, params int[] sizes) =>
        (await ReadAsync(input, maxLength, sizes)).Select(line => line.Text);

    private static async Task<List<(string? Text, long Length)>> ReadAsync(string input, int maxLength, params int[] sizes)
    {
        var lines = new List<(string?, long)>();
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(input), sizes);
        var reader = new LineReader(stream, maxLength);
        while (true)
        {
            while (reader.TryRead(out var line))
            {
                lines.Add((line.IsTooLong ? null : Encoding.UTF8.GetString(line.Bytes.Span), line.Length));
            }

            if (reader.Ended)
            {
                return lines;
            }

            await reader.FillAsync(default);
        }
    }

    private sealed class Repeated(byte value, long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill(value);
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
