using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using RtcPeer.Peer.Files.Storing;

namespace RtcPeer.Peer.Tests.Peer.Files;

/// <summary>Names of strangers, by the rules of Linux, macOS and Windows alike.</summary>
public class PortableNameTests
{
    /// <summary>What names that mean something else are made of.</summary>
    private static readonly string[] Pieces =
    [
        "..", ".", "/", "\\", ":", "C:", "CON", "nul", "COM1", "com¹", " ", "a", "é", "e\u0301", "\0", "\e[2J", "\u202e",
        "~", "*", "|", "%2e%2e", "．．", "／", "∕", "\ud800", ".rtcpeer-part", "CONIN$", "你好", "🙂", "\t", "\n", "\u2028", "/etc/passwd",
    ];

    [TestCase("a.txt", "a.txt")]
    [TestCase("folder/sub/你好 🙂.txt", "folder/sub/你好 🙂.txt")]
    [TestCase("résumé.pdf", "résumé.pdf")]
    [TestCase("console.txt", "console.txt")]
    [TestCase("x/.gitignore", "x/.gitignore")]
    [TestCase("a~1.txt", "a~1.txt")]
    [TestCase("👩\u200d👧.png", "👩\u200d👧.png")]
    public void An_ordinary_name_stays_as_it_is(string name, string path) => Assert.That(Parse(name), Is.EqualTo(path));

    [TestCase("C:\\Windows\\a.dll", "C__Windows_a.dll")]
    [TestCase("..\\..\\a", "_._.._a")]
    [TestCase("a.txt:stream", "a.txt_stream")]
    [TestCase("what?.txt", "what_.txt")]
    [TestCase("CON", "_CON")]
    [TestCase("con.txt", "_con.txt")]
    [TestCase("nul .tar.gz", "_nul .tar.gz")]
    [TestCase("x/COM1", "x/_COM1")]
    [TestCase("lpt².log", "_lpt².log")]
    [TestCase("CONOUT$", "_CONOUT$")]
    [TestCase("a. .", "a___")]
    [TestCase("...", "___")]
    [TestCase(".bashrc", "_bashrc")]
    [TestCase(".ssh/authorized_keys", "_ssh/authorized_keys")]
    [TestCase("a\0b", "a_b")]
    [TestCase("\e[2J.txt", "_[2J.txt")]
    [TestCase("gpj.\u202eexe", "gpj._exe")]
    [TestCase("zero\u200bwidth", "zero_width")]
    public void What_means_something_on_one_of_the_systems_or_deceives_becomes_harmless(string name, string path) =>
        Assert.That(Parse(name), Is.EqualTo(path));

    [TestCase("")]
    [TestCase("/etc/passwd")]
    [TestCase("../a")]
    [TestCase("a/../b")]
    [TestCase("a/..")]
    [TestCase(".")]
    [TestCase("./a")]
    [TestCase("a//b")]
    [TestCase("a/")]
    [TestCase("//server/share")]
    [TestCase(".a.txt.0123.rtcpeer-part")]
    [TestCase("x/.a.RTCPEER-PART")]
    public void What_leads_elsewhere_or_nowhere_is_refused(string name) => Assert.That(Parse(name), Is.Null);

    [Test]
    public void Names_that_are_too_long_or_too_deep_are_refused()
    {
        Assert.That(Parse(new string('a', 236)), Is.Not.Null);
        Assert.That(Parse(new string('a', 237)), Is.Null);
        Assert.That(Parse(new string('你', 79)), Is.Null);
        Assert.That(Parse(string.Join('/', Enumerable.Repeat("a", 40))), Is.Not.Null);
        Assert.That(Parse(string.Join('/', Enumerable.Repeat("a", 41))), Is.Null);
    }

    [TestCase("é", "e\u0301")]
    [TestCase("A.TXT", "a.txt")]
    [TestCase("ＡＢＣ", "ａｂｃ")]
    [TestCase("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [TestCase("ệ", "e\u0323\u0302")]
    [TestCase("Å", "\u212b")]
    public void Names_that_a_file_system_may_take_for_one_have_one_key(string one, string other) =>
        Assert.That(PortableName.KeyOf(one), Is.EqualTo(PortableName.KeyOf(other)));

    [TestCase("e", "é")]
    [TestCase("か", "が")]
    [TestCase("a", "b")]
    public void Names_that_every_file_system_tells_apart_have_two(string one, string other) =>
        Assert.That(PortableName.KeyOf(one), Is.Not.EqualTo(PortableName.KeyOf(other)));

    [Test]
    public void Any_string_is_refused_or_a_path_strictly_inside() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll<string?>(name => StaysInside(name ?? "")));

    [Test]
    public void Any_mixture_of_what_names_of_evil_are_made_of_is_refused_or_a_path_strictly_inside()
    {
        var names = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(names, StaysInside));
    }

    private static bool StaysInside(string name)
    {
        if (!PortableName.TryParse(name, out var segments, out var reason))
        {
            return reason.Length > 0;
        }

        const string root = "/inbox";
        var path = Path.Combine([root, .. segments]);
        return Path.GetFullPath(path) == path
            && path.StartsWith(root + "/", StringComparison.Ordinal)
            && segments.All(IsHarmlessOnWindows)
            && segments[0][0] != '.';
    }

    /// <summary>Said once more, and otherwise, than in the code.</summary>
    private static bool IsHarmlessOnWindows(string segment) =>
        segment.Length > 0
        && segment.IndexOfAny(['\\', '/', ':', '*', '?', '"', '<', '>', '|']) < 0
        && !segment.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028')
        && segment[^1] is not ('.' or ' ')
        && Encoding.UTF8.GetByteCount(segment) <= 255
        && !new[] { "CON", "PRN", "AUX", "NUL", "COM1", "COM¹", "LPT1", "CONIN$" }
            .Contains(segment.Split('.')[0].TrimEnd(' '), StringComparer.OrdinalIgnoreCase);

    private static string? Parse(string name) =>
        PortableName.TryParse(name, out var segments, out _) ? string.Join('/', segments) : null;
}
