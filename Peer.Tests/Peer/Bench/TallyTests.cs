using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Bench;

namespace RtcPeer.Peer.Tests.Peer.Bench;

public class TallyTests
{
    [Test]
    public void Is_written_as_other_programs_write_it() =>
        Assert.That(
            Encoding.UTF8.GetString(new Tally(12_345_678_901, 1500.1239).Write().Span),
            Is.EqualTo("""{"bytes":12345678901,"ms":1500.124}"""));

    [TestCase("""{"bytes":65536,"ms":2}""", 65_536, 2)]
    [TestCase("""{"ms":1999.5000000001164,"bytes":12345678901,"more":null}""", 12_345_678_901, 1999.5000000001164)]
    public void Is_read_as_other_programs_write_it(string text, long bytes, double ms)
    {
        Assert.That(Tally.TryRead(Encoding.UTF8.GetBytes(text), out var tally));
        Assert.That(tally, Is.EqualTo(new Tally(bytes, ms)));
    }

    [TestCase("")]
    [TestCase("END")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("""{"bytes":1}""")]
    [TestCase("""{"bytes":"1","ms":1}""")]
    [TestCase("""{"bytes":1,"ms":null}""")]
    [TestCase("""{"bytes":1.5,"ms":1}""")]
    [TestCase("""{"bytes":1,"ms":1""")]
    [TestCase("""{"bytes":0,"ms":0}""")]
    [TestCase("""{"bytes":10,"ms":0}""")]
    [TestCase("""{"bytes":-1,"ms":5}""")]
    public void Anything_else_is_no_measurement(string text) =>
        Assert.That(Tally.TryRead(Encoding.UTF8.GetBytes(text), out _), Is.False);
}
