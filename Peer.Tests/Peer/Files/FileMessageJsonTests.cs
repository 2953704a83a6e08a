using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Files.Protocol;

namespace RtcPeer.Peer.Tests.Peer.Files;

public class FileMessageJsonTests
{
    private static readonly FileMessage[] Messages =
    [
        new FileMessage.Announce(new Announcement("a/你好.txt", 3, "text/plain", 1_767_225_600_000)),
        new FileMessage.Announce(new Announcement("-", null)),
        new FileMessage.Accept(0, null),
        new FileMessage.Accept(1L << 40, "00ff"),
        new FileMessage.Refuse("no \"room\""),
        new FileMessage.Restart(),
        new FileMessage.Done("abcd"),
        new FileMessage.Confirm(),
        new FileMessage.Fail("no"),
    ];

    [TestCaseSource(nameof(Messages))]
    public void What_is_written_is_read(object message) =>
        Assert.That(Read(Encoding.UTF8.GetString(FileMessageJson.Write((FileMessage)message).Span)), Is.EqualTo(message));

    [Test]
    public void Messages_are_on_the_wire_as_the_page_reads_them()
    {
        Assert.That(Write(new FileMessage.Announce(new("a.txt", 3, "", 7))), Is.EqualTo("""{"name":"a.txt","size":3,"type":"","modified":7}"""));
        Assert.That(Write(new FileMessage.Announce(new("x", null))), Is.EqualTo("""{"name":"x","size":null,"type":"","modified":null}"""));
        Assert.That(Write(new FileMessage.Accept(5, null)), Is.EqualTo("""{"accept":true,"offset":5}"""));
        Assert.That(Write(new FileMessage.Accept(5, "ab")), Is.EqualTo("""{"accept":true,"offset":5,"prefix":"ab"}"""));
        Assert.That(Write(new FileMessage.Refuse("no")), Is.EqualTo("""{"accept":false,"reason":"no"}"""));
        Assert.That(Write(new FileMessage.Restart()), Is.EqualTo("""{"restart":true}"""));
        Assert.That(Write(new FileMessage.Done("ab")), Is.EqualTo("""{"done":true,"sha256":"ab"}"""));
        Assert.That(Write(new FileMessage.Confirm()), Is.EqualTo("""{"ok":true}"""));
        Assert.That(Write(new FileMessage.Fail("no")), Is.EqualTo("""{"ok":false,"reason":"no"}"""));
    }

    [Test]
    public void What_others_leave_out_or_add_does_no_harm()
    {
        Assert.That(Read("""{"name":"a","size":0,"colour":[1,{}]}"""), Is.EqualTo(new FileMessage.Announce(new("a", 0))));
        Assert.That(Read("""{"name":"a","size":0,"type":7,"modified":"now"}"""), Is.EqualTo(new FileMessage.Announce(new("a", 0))));
        Assert.That(Read("""{"accept":true}"""), Is.EqualTo(new FileMessage.Accept(0, null)));
        Assert.That(Read("""{"accept":false}"""), Is.EqualTo(new FileMessage.Refuse("")));
        Assert.That(Read("""{"ok":"true"}"""), Is.EqualTo(new FileMessage.Fail("")));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"name\":\"a\"}")]
    [TestCase("{\"name\":7,\"size\":1}")]
    [TestCase("{\"name\":\"a\",\"size\":-1}")]
    [TestCase("{\"name\":\"a\",\"size\":1.5}")]
    [TestCase("{\"name\":\"a\",\"size\":\"1\"}")]
    [TestCase("{\"name\":\"a\",\"size\":9007199254740992}")]
    [TestCase("{\"name\":\"a\",\"size\":1e400}")]
    [TestCase("{\"name\":\"\\ud800\",\"size\":1}")]
    [TestCase("{\"accept\":true,\"offset\":-1}")]
    [TestCase("{\"accept\":true,\"offset\":\"0\"}")]
    [TestCase("{\"done\":true}")]
    [TestCase("{\"done\":false,\"sha256\":\"ab\"}")]
    [TestCase("{\"restart\":1}")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[")]
    public void What_is_none_is_not_read(string text) => Assert.That(Read(text), Is.Null);

    [Test]
    public void Too_long_a_message_is_not_read() =>
        Assert.That(Read($$"""{"name":"{{new string('a', 40_000)}}","size":1}"""), Is.Null);

    [Test]
    public void No_bytes_make_it_throw([Range(0, 7)] int seed)
    {
        var random = new Random(seed);
        foreach (var message in Messages)
        {
            var valid = FileMessageJson.Write(message).ToArray();
            for (var length = 0; length < valid.Length; length++)
            {
                FileMessageJson.TryRead(valid.AsMemory(0, length), out _);
            }

            for (var round = 0; round < 200; round++)
            {
                var bytes = valid.ToArray();
                for (var flips = random.Next(1, 5); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                FileMessageJson.TryRead(bytes, out _);
            }
        }
    }

    private static string Write(FileMessage message) => Encoding.UTF8.GetString(FileMessageJson.Write(message).Span);

    private static FileMessage? Read(string text) =>
        FileMessageJson.TryRead(Encoding.UTF8.GetBytes(text), out var message) ? message : null;
}
