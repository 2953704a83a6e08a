using System.Text;
using NUnit.Framework;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

/// <summary>B is a bare association that sends what no well-behaved peer would. A is the DTLS client.</summary>
public class HostileChannelTests
{
    private const uint Dcep = 50;

    [TestCase("03 00 0100 00000000 0001 0000 78", (ushort)2, Description = "our parity")]
    [TestCase("03 07 0100 00000000 0001 0000 78", (ushort)3, Description = "an unknown channel type")]
    [TestCase("03 00 0100 00000000 0001 0000 FF", (ushort)3, Description = "a label that is not UTF-8")]
    [TestCase("03 00 0100 00000000 FFFF FFFF 78", (ushort)3, Description = "lengths past the end")]
    [TestCase("03", (ushort)3, Description = "nothing behind the type")]
    [TestCase("99", (ushort)3, Description = "an unknown message type")]
    public void Bad_DCEP_costs_its_stream_and_nothing_else(string hex, ushort stream)
    {
        var pair = ConnectWithGoodChannel();

        SendRaw(pair, stream, Dcep, Bytes(hex));
        SendRaw(pair, stream, 51, "lost"u8);
        SendRaw(pair, 1, 51, "good"u8);
        pair.RunUntil(() => HasReset(pair, stream), "the reset");

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Message good" }));
        Assert.That(pair.A.Table.RefusedOpens, Is.EqualTo(1));
        Assert.That(pair.B.SctpEvents.Where(e => e.Kind == SctpEventKind.Message && e.Stream == stream), Is.Empty, "no ACK");
        Assert.That(pair.A.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void An_OPEN_cut_short_at_each_length_costs_its_stream_and_nothing_else()
    {
        var pair = ConnectWithGoodChannel();
        var open = Open("label");
        for (var length = 1; length < open.Length; length++) SendRaw(pair, (ushort)(2 * length + 1), Dcep, open.AsSpan(0, length));
        pair.RunUntil(() => HasReset(pair, (ushort)(2 * open.Length - 1)), "the resets");

        Assert.That(pair.A.Table.RefusedOpens, Is.EqualTo(open.Length - 1));
        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good" }));
    }

    [Test]
    public void An_OPEN_for_an_open_stream_closes_it()
    {
        var pair = ConnectWithGoodChannel();
        SendRaw(pair, 1, Dcep, Open("again"));
        pair.RunUntil(() => HasReset(pair, 1), "the reset");
        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Closing good" }));

        pair.B.Association.ResetStream(1, pair.Now);
        pair.RunUntil(() => pair.A.Table.Count == 0, "the end");
        Assert.That(pair.A.Log.Last(), Is.EqualTo("Closed good"));
    }

    [Test]
    public void A_refused_stream_can_be_opened_after_it_was_reset_by_the_other_end()
    {
        var pair = ConnectWithGoodChannel();
        SendRaw(pair, 3, Dcep, [3]);
        SendRaw(pair, 3, Dcep, Open("too soon"));
        pair.RunUntil(() => HasReset(pair, 3), "the reset");
        pair.B.Association.ResetStream(3, pair.Now);
        pair.RunUntil(() => HasConfirmedReset(pair, 3), "the other direction's reset");
        SendRaw(pair, 3, Dcep, Open("now"));
        pair.RunFor(100);

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Opened now" }));
    }

    [Test]
    public void Opens_without_end_are_bounded()
    {
        var pair = ConnectWithGoodChannel(new() { MaxChannels = 10 });
        for (var i = 1; i < 50; i++) SendRaw(pair, (ushort)(2 * i + 1), Dcep, Open($"{i}"));
        pair.RunUntil(() => HasReset(pair, 99), "the resets");

        Assert.That(pair.A.Table.Count, Is.EqualTo(10));
        Assert.That(pair.A.Table.RefusedOpens, Is.EqualTo(40));
        SendRaw(pair, 1, 51, "good"u8);
        pair.RunFor(100);
        Assert.That(pair.A.Log.Last(), Is.EqualTo("Message good"));
    }

    [Test]
    public void Data_for_streams_never_opened_is_kept_within_bounds_and_does_not_close_the_window()
    {
        var pair = ConnectWithGoodChannel(new() { MaxEarlyMessages = 8 });
        var sent = 0;
        pair.B.Application = now =>
        {
            while (sent < 5_000 && pair.B.Association.Send((ushort)(sent % 1000 + 3), 53, new byte[1000], default, now) == SendResult.Accepted) sent++;
        };
        pair.RunUntil(() => pair.A.Table.DroppedMessages == 5_000 - 8, "the drops");

        SendRaw(pair, 1, 51, "good"u8);
        pair.RunFor(100);
        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Message good" }));
    }

    [Test]
    public void Kept_data_goes_with_the_reset_of_its_stream()
    {
        var pair = ConnectWithGoodChannel();
        SendRaw(pair, 9, 51, "orphan"u8);
        pair.B.Association.ResetStream(9, pair.Now);
        pair.RunUntil(() => pair.A.Table.DroppedMessages == 1 && HasConfirmedReset(pair, 9), "the drop");
        SendRaw(pair, 9, Dcep, Open("new"));
        pair.RunUntil(() => pair.A.Table.Count == 2, "the channel");

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Opened new" }));
    }

    [Test]
    public void Kept_data_that_goes_opens_the_window_again()
    {
        var pair = ConnectWithGoodChannel();
        for (var round = 1; round <= 20; round++)
        {
            SendRaw(pair, 9, 53, new byte[200_000]);
            pair.B.Association.ResetStream(9, pair.Now);
            pair.RunUntil(() => pair.A.Table.DroppedMessages == round, "the drop");
            pair.RunUntil(() => pair.B.SctpEvents.Count(e => e.Kind == SctpEventKind.StreamResetOutgoing) == round, "the reset");
        }
    }

    [Test]
    public void Data_that_overtook_its_OPEN_follows_it()
    {
        var pair = ConnectWithGoodChannel();
        pair.B.Association.Send(3, 51, "hasty"u8, new(Unordered: true, null, null), pair.Now);
        pair.RunFor(50);
        SendRaw(pair, 3, Dcep, Open("late"));
        pair.RunFor(50);

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Opened late", "Message late" }));
    }

    [TestCase(0u)]
    [TestCase(52u)]
    [TestCase(54u)]
    [TestCase(uint.MaxValue)]
    public void Messages_of_unknown_kinds_are_dropped(uint ppid)
    {
        var pair = ConnectWithGoodChannel();
        SendRaw(pair, 1, ppid, "what?"u8);
        SendRaw(pair, 1, 51, "good"u8);
        pair.RunUntil(() => pair.A.Events.Count == 2, "the good one");

        Assert.That(pair.A.Table.DroppedMessages, Is.EqualTo(1));
        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Message good" }));
    }

    [Test]
    public void ACKs_that_nobody_asked_for_and_repeated_ones_are_harmless()
    {
        var pair = ConnectWithGoodChannel();
        SendRaw(pair, 1, Dcep, [2]);
        SendRaw(pair, 5, Dcep, [2]);
        SendRaw(pair, 0, Dcep, [2]);
        SendRaw(pair, 1, 51, "good"u8);
        pair.RunUntil(() => pair.A.Events.Count == 2, "the good one");

        Assert.That(pair.A.Table.Count, Is.EqualTo(1));
    }

    [Test]
    public void Resets_of_streams_that_nobody_uses_are_harmless()
    {
        var pair = ConnectWithGoodChannel();
        for (ushort stream = 10; stream < 20; stream++) pair.B.Association.ResetStream(stream, pair.Now);
        pair.RunFor(200);
        SendRaw(pair, 1, 51, "good"u8);
        pair.RunFor(200);

        Assert.That(pair.A.Log, Is.EqualTo(new[] { "Opened good", "Message good" }));
    }

    private static ChannelPair ConnectWithGoodChannel(DataChannelOptions? options = null)
    {
        var pair = new ChannelPair(isBBare: true, options: options).Connect();
        SendRaw(pair, 1, Dcep, Open("good"));
        pair.RunUntil(() => pair.A.OpenedChannels.Any(), "the good channel");
        return pair;
    }

    private static void SendRaw(ChannelPair pair, ushort stream, uint ppid, ReadOnlySpan<byte> payload) =>
        Assert.That(pair.B.Association.Send(stream, ppid, payload, default, pair.Now), Is.EqualTo(SendResult.Accepted));

    private static bool HasReset(ChannelPair pair, ushort stream) =>
        pair.B.SctpEvents.Any(e => e.Kind == SctpEventKind.StreamResetIncoming && e.Stream == stream);

    private static bool HasConfirmedReset(ChannelPair pair, ushort stream) =>
        pair.B.SctpEvents.Any(e => e.Kind == SctpEventKind.StreamResetOutgoing && e.Stream == stream);

    private static byte[] Open(string label)
    {
        var open = new DataChannelOpen { Ordered = true, Label = Encoding.UTF8.GetBytes(label), Protocol = default };
        var message = new byte[open.Length];
        open.Write(message);
        return message;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
