using System.Text.Json;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Files;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Scripting;

public class EventLogTests
{
    [Test]
    public async Task What_is_told_becomes_the_event_of_its_name()
    {
        var events = await EventsAsync(logger =>
        {
            logger.RelayNotReachable("ws://relay/", "refused");
            logger.Joined("ws://relay/");
            logger.ChannelOpenWith("chat", "a1");
            logger.Connected("direct, in one network", "10.0.0.1:1 (host) - 10.0.0.2:2 (host)", ", round trip 0.4 ms", "12 ms");
            logger.StateChanged(LogLevel.Warning, RtcPeerConnectionState.Disconnected);
            logger.PathFound();
            logger.MemberLeft("b2");
            logger.MemberLost("b2", "gone");
            logger.ConnectionLost("gone, too");
            logger.NumberToCompare("a1-and-more", "0123 4567");
            logger.Proven("a1-and-more");
            logger.Compared("a1-and-more");
            logger.FileSent("big/a", 5_000_000_000);
            logger.FileNotSent(LogLevel.Error, "b", "declined");
            logger.FileReceived("c", 0, "in/c (1)");
            logger.FileNotReceived("d", "no space");
            logger.FilesDone(Summary());
            logger.FilesDoneBy("b2", Summary());
            logger.InputNotUtf8();
            logger.GaveUp("no \"peer\" \u001b[31m");
        });

        Assert.That(events.Select(e => Without(e, "time")), Is.EqualTo(new[]
        {
            """{"event":"waiting","relay":"ws://relay/","reason":"refused"}""",
            """{"event":"joined","relay":"ws://relay/"}""",
            """{"event":"open","peer":"a1","channel":"chat"}""",
            """{"event":"connected","path":"direct, in one network","local":"10.0.0.1:1 (host)","remote":"10.0.0.2:2 (host)","roundTripMs":0.4}""",
            """{"event":"path-lost"}""",
            """{"event":"path-found"}""",
            """{"event":"left","peer":"b2"}""",
            """{"event":"lost","peer":"b2","reason":"gone"}""",
            """{"event":"lost","peer":"a1","reason":"gone, too"}""",
            """{"event":"number","remote":"a1-and-more","number":"0123 4567"}""",
            """{"event":"trusted","remote":"a1-and-more","by":"secret"}""",
            """{"event":"trusted","remote":"a1-and-more","by":"number"}""",
            """{"event":"file","name":"big/a","outcome":"sent","bytes":5000000000}""",
            """{"event":"file","name":"b","outcome":"failed","reason":"declined"}""",
            """{"event":"file","name":"c","outcome":"received","bytes":0,"savedAs":"in/c (1)"}""",
            """{"event":"file","name":"d","outcome":"failed","reason":"no space"}""",
            """{"event":"files","peer":"a1","files":1,"bytes":10,"failed":1,"moved":7,"present":3,"seconds":0}""",
            """{"event":"files","peer":"b2","files":1,"bytes":10,"failed":1,"moved":7,"present":3,"seconds":0}""",
            """{"event":"warning","text":"the input is not all UTF-8: what is not valid is sent as U\u002BFFFD (--binary carries any bytes)"}""",
            """{"event":"error","text":"no \u0022peer\u0022 \u001B[31m"}""",
            """{"event":"closed","exitCode":4,"meaning":"no other peer took part in time"}""",
        }));
    }

    [Test]
    public async Task What_is_of_no_concern_to_programs_is_no_event() =>
        Assert.That(
            await EventsAsync(logger =>
            {
                logger.ChannelClosed();
                logger.EndOfInput();
                logger.StateChanged(LogLevel.Debug, RtcPeerConnectionState.Connected);
            }),
            Has.Length.EqualTo(1), "closed alone");

    [Test]
    public void A_message_is_text_where_it_can_be_and_base64_where_not()
    {
        Assert.That(Message("你好\r\e[2J"u8), Is.EqualTo("""{"event":"message","peer":"a1","text":"\u4F60\u597D\r\u001B[2J"}"""));
        Assert.That(Message(""u8), Is.EqualTo("""{"event":"message","peer":"a1","text":""}"""));
        Assert.That(Message([0xFF, 0x00]), Is.EqualTo("""{"event":"message","peer":"a1","base64":"/wA="}"""));
    }

    [Test]
    public async Task Every_event_is_in_the_document_with_the_members_that_it_has()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "events.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|'))
            .ToDictionary(cells => Names(cells[1]).Single(), cells => (Always: Names(cells[3]), Sometimes: Names(cells[4])));
        var events = await EventsAsync(logger =>
        {
            logger.RelayNotReachable("ws://relay/", "refused");
            logger.Joined("ws://relay/");
            logger.ChannelOpenWith("chat", "a1");
            logger.Connected("direct", "a - b", ", round trip 1.0 ms", "12 ms");
            logger.Connected("direct", "a - b", "", "12 ms");
            logger.GoesAnotherWay("", "direct", "a - b", "");
            logger.StateChanged(LogLevel.Warning, RtcPeerConnectionState.Disconnected);
            logger.PathFound();
            logger.MemberLeft("a1");
            logger.MemberLost("a1", "gone");
            logger.NumberToCompare("a1", "0123 4567");
            logger.Proven("a1");
            logger.FileSent("a", 1);
            logger.FileReceived("a", 1, "in/a");
            logger.FileNotSent(LogLevel.Debug, "a", "declined");
            logger.FilesDone(Summary());
            logger.InputNotUtf8();
            logger.GaveUp("x");
        });
        events = [.. events, Parsed(Message("x"u8)), Parsed(Message([0xFF]))];

        Assert.That(rows.Keys, Is.EqualTo(EventNames.All));
        Assert.That(events.Select(e => e.GetProperty("event").GetString()).Distinct(), Is.EquivalentTo(EventNames.All));
        foreach (var e in events)
        {
            var (always, sometimes) = rows[e.GetProperty("event").GetString()!];
            var members = e.EnumerateObject().Select(member => member.Name).Except(["event", "time"]).ToArray();
            Assert.That(members, Is.SupersetOf(always).And.SubsetOf(always.Concat(sometimes)), e.GetRawText());
        }
    }

    /// <summary>All events of what a run tells, to the last.</summary>
    private static async Task<JsonElement[]> EventsAsync(Action<ILogger> tell)
    {
        using var stdout = new MemoryStream();
        await using var output = new EventOutput(stdout);
        var events = new EventLog(output);
        using (var logging = new LogSetup(Verbosity.Quiet, events))
        {
            tell(logging.Factory.CreateLogger("RtcPeer.Peer"));
        }

        events.Closed(ExitCode.NoPeer);
        await output.DrainAsync();
        return [.. System.Text.Encoding.ASCII.GetString(stdout.ToArray()).TrimEnd('\n').Split('\n').Select(Parsed)];
    }

    private static TransferSummary Summary()
    {
        var tally = new TransferTally();
        var summary = new TransferSummary("sent", tally);
        tally.Begin(present: 3);
        tally.Move(7);
        tally.Complete(10);
        tally.Fail();
        return summary;
    }

    private static string Message(ReadOnlySpan<byte> message)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new JsonFormat("a1").Append(message, output);
        return Without(Parsed(System.Text.Encoding.ASCII.GetString(output.WrittenSpan)), "time");
    }

    private static JsonElement Parsed(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static string Without(JsonElement e, string name)
    {
        Assert.That(e.GetProperty("time").GetDateTime().Kind, Is.EqualTo(DateTimeKind.Utc));
        return $"{{{string.Join(',', e.EnumerateObject().Where(member => member.Name != name).Select(member => member.ToString()))}}}";
    }

    private static string[] Names(string cell) => [.. cell.Split('`').Where((_, index) => index % 2 == 1)];
}
