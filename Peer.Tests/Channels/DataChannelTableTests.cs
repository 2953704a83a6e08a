using System.Text;
using NUnit.Framework;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

public class DataChannelTableTests
{
    /// <summary>The flag of a DATA chunk that is unordered (RFC 9260 section 3.3.1).</summary>
    private const byte U = 0x04;

    [Test]
    public void A_channel_arrives_as_it_was_created()
    {
        var pair = new ChannelPair();
        var ours = pair.A.Table.Create(
            new("grüße") { Protocol = "json", Ordered = false, MaxPacketLifeTime = TimeSpan.FromMilliseconds(500) },
            pair.Now);
        Assert.That(ours.State, Is.EqualTo(DataChannelState.Connecting));
        Assert.That(ours.Id, Is.Null);

        // A -> DATA_CHANNEL_OPEN -> B
        // A <- DATA_CHANNEL_ACK <- B
        pair.Connect();
        pair.RunUntil(() => ours.IsKnownToOtherEnd, "the ACK");

        var theirs = pair.B.OpenedChannels.Single();
        Assert.That(theirs.Label, Is.EqualTo("grüße"));
        Assert.That(theirs.Protocol, Is.EqualTo("json"));
        Assert.That(theirs.Ordered, Is.False);
        Assert.That(theirs.MaxRetransmits, Is.Null);
        Assert.That(theirs.MaxPacketLifeTime, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
        Assert.That(theirs.IsIncoming, Is.True);
        Assert.That(theirs.Negotiated, Is.False);
        Assert.That(theirs.Id, Is.EqualTo(ours.Id));
        Assert.That(new[] { ours.State, theirs.State }, Is.All.EqualTo(DataChannelState.Open));
        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened grüße" }));
    }

    [Test]
    public void The_client_takes_even_ids_and_the_server_odd_ones()
    {
        var pair = new ChannelPair();
        var before = pair.B.Table.Create(new("before"), pair.Now);
        pair.Connect();
        var a = Enumerable.Range(0, 3).Select(i => pair.A.Table.Create(new($"a{i}"), pair.Now)).ToList();
        var b = Enumerable.Range(0, 3).Select(i => pair.B.Table.Create(new($"b{i}"), pair.Now)).ToList();
        pair.RunUntil(() => pair.A.OpenedChannels.Count() == 7 && pair.B.OpenedChannels.Count() == 7, "seven channels");

        Assert.That(a.Select(channel => channel.Id), Is.EqualTo(new ushort?[] { 0, 2, 4 }));
        Assert.That(before.Id, Is.EqualTo(1));
        Assert.That(b.Select(channel => channel.Id), Is.EqualTo(new ushort?[] { 3, 5, 7 }));
        Assert.That(pair.A.Table.RefusedOpens + pair.B.Table.RefusedOpens, Is.Zero);
    }

    [Test]
    public void Carries_text_binary_and_empty_messages_each_under_its_PPID()
    {
        var pair = new ChannelPair().Connect();
        var (a, b) = pair.Open(new("chat"));
        pair.A.SentChunks.Clear();

        Assert.That(pair.A.Table.Send(a, isText: true, "hé"u8, pair.Now), Is.EqualTo(SendResult.Accepted));
        Assert.That(pair.A.Table.Send(a, isText: false, [0, 255], pair.Now), Is.EqualTo(SendResult.Accepted));
        Assert.That(pair.A.Table.Send(a, isText: true, [], pair.Now), Is.EqualTo(SendResult.Accepted));
        Assert.That(pair.A.Table.Send(a, isText: false, [], pair.Now), Is.EqualTo(SendResult.Accepted));
        pair.RunUntil(() => pair.B.Of(DataChannelEventKind.Message).Count() == 4, "four messages");

        var messages = pair.B.Of(DataChannelEventKind.Message).ToList();
        Assert.That(messages.Select(e => e.IsText), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That(messages.Select(e => Convert.ToHexString(e.Payload)), Is.EqualTo(new[] { "68C3A9", "00FF", "", "" }));
        Assert.That(messages.Select(e => e.WindowBytes), Is.EqualTo(new[] { 3, 2, 1, 1 }));
        Assert.That(messages.Select(e => e.Channel), Is.All.SameAs(b));
        Assert.That(pair.A.SentChunks.Select(chunk => chunk.Ppid), Is.EqualTo(new uint[] { 51, 53, 56, 57 }));
    }

    [Test]
    public void Text_that_is_not_UTF_8_is_delivered_as_it_came()
    {
        var pair = new ChannelPair().Connect();
        var (a, _) = pair.Open(new("chat"));

        pair.A.Table.Send(a, isText: true, [0xFF, 0xFE], pair.Now);
        pair.RunUntil(() => pair.B.Of(DataChannelEventKind.Message).Any(), "the message");

        var message = pair.B.Of(DataChannelEventKind.Message).Single();
        Assert.That(message.IsText, Is.True);
        Assert.That(message.Payload, Is.EqualTo(new byte[] { 0xFF, 0xFE }));
    }

    [Test]
    public void An_unordered_channel_sends_ordered_until_the_other_end_is_known_to_have_it()
    {
        var pair = new ChannelPair().Connect();
        var a = pair.A.Table.Create(new("fast") { Ordered = false }, pair.Now);
        Assert.That(a.State, Is.EqualTo(DataChannelState.Open), "data may follow the OPEN at once");

        pair.A.Table.Send(a, isText: true, "first"u8, pair.Now);
        pair.RunUntil(() => a.IsKnownToOtherEnd, "the ACK");
        pair.A.Table.Send(a, isText: true, "second"u8, pair.Now);
        pair.RunUntil(() => pair.B.Of(DataChannelEventKind.Message).Count() == 2, "both messages");

        Assert.That(pair.A.SentChunks.Select(chunk => (chunk.Ppid, chunk.Flags & U)), Is.EqualTo(new (uint, int)[] { (50, 0), (51, 0), (51, U) }));
    }

    [Test]
    public void A_negotiated_channel_opens_without_a_word_and_is_unordered_at_once()
    {
        var pair = new ChannelPair();
        var init = new DataChannelInit("same") { Negotiated = true, Id = 7, Ordered = false };
        var a = pair.A.Table.Create(init, pair.Now);
        var b = pair.B.Table.Create(init, pair.Now);
        pair.Connect();
        pair.A.Table.Send(a, isText: false, [1], pair.Now);
        pair.B.Table.Send(b, isText: false, [2], pair.Now);
        pair.RunUntil(() => pair.A.Events.Count == 3 && pair.B.Events.Count == 3, "a message each");

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened same", "BufferedAmountLow same", "Message same" }));
        Assert.That(pair.A.SentChunks.Select(chunk => (chunk.Flags & U, chunk.Stream, chunk.Ppid)), Is.EqualTo(new[] { (U, 7, 53) }));
    }

    [Test]
    public void What_comes_before_our_end_of_a_negotiated_channel_is_kept_for_it()
    {
        var pair = new ChannelPair().Connect();
        var a = pair.A.Table.Create(new("n") { Negotiated = true, Id = 3 }, pair.Now);
        pair.A.Table.Send(a, isText: true, "early"u8, pair.Now);
        pair.A.Table.Send(a, isText: true, "bird"u8, pair.Now);
        pair.RunFor(100);
        Assert.That(pair.B.Events, Is.Empty);

        pair.B.Table.Create(new("n") { Negotiated = true, Id = 3 }, pair.Now);
        pair.RunFor(100);

        Assert.That(pair.B.Log, Is.EqualTo(new[] { "Opened n", "Message n", "Message n" }));
        Assert.That(pair.B.Events.Skip(1).Select(e => Encoding.UTF8.GetString(e.Payload)), Is.EqualTo(new[] { "early", "bird" }));
    }

    [Test]
    public void Only_an_open_channel_can_be_sent_on()
    {
        var pair = new ChannelPair();
        var a = pair.A.Table.Create(new("chat"), pair.Now);
        Assert.That(pair.A.Table.Send(a, isText: true, "x"u8, pair.Now), Is.EqualTo(SendResult.NotOpen));
        pair.Connect();
        Assert.That(pair.A.Table.Send(a, isText: true, "x"u8, pair.Now), Is.EqualTo(SendResult.Accepted));
        pair.A.Table.Close(a, pair.Now);
        Assert.That(pair.A.Table.Send(a, isText: true, "x"u8, pair.Now), Is.EqualTo(SendResult.NotOpen));
    }

    [Test]
    public void Counts_what_is_buffered_and_tells_when_it_is_low()
    {
        var pair = new ChannelPair(sctp: new() { SendBufferSize = 100_000 }).Connect();
        var (a, _) = pair.Open(new("chat"));
        a.BufferedAmountLowThreshold = 10_000;
        var message = new byte[30_000];

        while (pair.A.Table.Send(a, isText: false, message, pair.Now) == SendResult.Accepted)
        {
        }
        Assert.That(a.BufferedAmount, Is.EqualTo(90_000));
        Assert.That(pair.A.Table.Send(a, isText: false, message, pair.Now), Is.EqualTo(SendResult.Full));
        pair.RunUntil(() => pair.A.Of(DataChannelEventKind.BufferedAmountLow).Any(), "a low buffered amount");

        Assert.That(a.BufferedAmount, Is.AtMost(10_000));
        pair.RunUntil(() => pair.B.Of(DataChannelEventKind.Message).Count() == 3, "the messages");
        Assert.That(pair.A.Of(DataChannelEventKind.BufferedAmountLow).Count(), Is.EqualTo(1));
        Assert.That(pair.A.Table.Send(a, isText: false, message, pair.Now), Is.EqualTo(SendResult.Accepted));
    }

    [Test]
    public void The_OPEN_is_no_buffered_data_of_the_application()
    {
        var pair = new ChannelPair().Connect();
        pair.Open(new("chat"));
        pair.RunFor(500);

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened chat" }));
    }

    [Test]
    public void Opens_that_find_the_send_buffer_full_follow_when_there_is_room()
    {
        var pair = new ChannelPair(sctp: new() { SendBufferSize = 100_000 });
        var label = new string('x', 40_000);
        for (var i = 0; i < 10; i++) pair.A.Table.Create(new(label + i), pair.Now);
        pair.Connect();
        pair.RunUntil(() => pair.B.OpenedChannels.Count() == 10, "ten channels");

        Assert.That(pair.A.OpenedChannels.Select(channel => channel.Label[^1]), Is.EqualTo("0123456789"));
    }

    [Test]
    public void The_end_of_the_association_ends_all_channels()
    {
        var pair = new ChannelPair().Connect();
        pair.Open(new("one"));
        pair.Open(new("two"));
        pair.A.Association.Abort("over", pair.Now);
        pair.RunUntil(() => pair.A.Table.Count + pair.B.Table.Count == 0, "the end");

        Assert.That(pair.B.Log.TakeLast(2), Is.EqualTo(new[] { "Closed one", "Closed two" }));
        Assert.That(pair.A.Log.TakeLast(2), Is.EqualTo(new[] { "Closed one", "Closed two" }));
        Assert.That(() => pair.A.Table.Create(new("three"), pair.Now), Throws.InvalidOperationException);
    }

    [Test]
    public void Taking_a_message_in_allocates_nothing()
    {
        var pair = new ChannelPair().Connect();
        var (_, b) = pair.Open(new("chat"));
        var message = new SctpEvent { Kind = SctpEventKind.Message, Stream = b.Id!.Value, Ppid = 51, Payload = [1, 2, 3] };
        TakeIn(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        TakeIn(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void TakeIn(int count)
        {
            for (var i = 0; i < count; i++) pair.B.Table.Handle(message, pair.Now);
            while (pair.B.Table.TryNextEvent(out _))
            {
            }
        }
    }

    private static readonly DataChannelInit[] Mistakes =
    [
        new(new string('ü', 32_768)),
        new("x") { Protocol = new string('x', 65_536) },
        new("x") { MaxRetransmits = 1, MaxPacketLifeTime = TimeSpan.FromSeconds(1) },
        new("x") { MaxPacketLifeTime = TimeSpan.FromMilliseconds(65_536) },
        new("x") { MaxPacketLifeTime = TimeSpan.FromMilliseconds(-1) },
        new("x") { MaxPacketLifeTime = TimeSpan.FromTicks(1) },
        new("x") { Negotiated = true },
        new("x") { Negotiated = true, Id = 65_535 },
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void A_callers_mistake_is_an_exception(object mistake) =>
        Assert.That(() => new ChannelPair().A.Table.Create((DataChannelInit)mistake, default), Throws.ArgumentException);

    [Test]
    public void An_id_in_use_and_a_lack_of_ids_are_exceptions()
    {
        var pair = new ChannelPair(sctp: new() { Streams = 4 });
        pair.A.Table.Create(new("x") { Negotiated = true, Id = 2 }, pair.Now);
        Assert.That(() => pair.A.Table.Create(new("y") { Negotiated = true, Id = 2 }, pair.Now), Throws.InvalidOperationException);

        pair.Connect();
        Assert.That(pair.A.Table.Create(new("z"), pair.Now).Id, Is.EqualTo(0));
        Assert.That(() => pair.A.Table.Create(new("w"), pair.Now), Throws.InvalidOperationException.With.Message.Contains("No id"));
        Assert.That(() => pair.A.Table.Create(new("v") { Negotiated = true, Id = 4 }, pair.Now), Throws.InvalidOperationException);
        Assert.That(() => pair.A.Table.SetRole(isDtlsClient: false, pair.Now), Throws.InvalidOperationException);
    }
}
