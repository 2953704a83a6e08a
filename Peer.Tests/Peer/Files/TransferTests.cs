using NUnit.Framework;
using RtcPeer.Peer.Files.Protocol;

namespace RtcPeer.Peer.Tests.Peer.Files;

/// <summary>The machines of both ends, against each other and against an end that misbehaves.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TransferTests
{
    private static readonly Announcement File = new("a.txt", 10, "", 7);

    private readonly OutgoingTransfer _sender = new(File);
    private readonly IncomingTransfer _receiver = new();

    [Test]
    public void A_file_goes_over_whole()
    {
        ToReceiver();
        Assert.That(_receiver.Current, Is.EqualTo(new IncomingTransfer.State.Announced(File)));
        _receiver.Accept(0, null);
        ToSender();
        Assert.That(_sender.Begin(hasPrefix: true), Is.Zero);
        ToReceiver();
        Assert.That(_receiver.Takes(4), Is.True);
        Assert.That(_receiver.Takes(6), Is.True);
        _sender.Finish("hash");
        ToReceiver();
        Assert.That(_receiver.Current, Is.EqualTo(new IncomingTransfer.State.Checking(File, "hash")));
        _receiver.Confirm();
        ToSender();

        Assert.That(_sender.End, Is.EqualTo(TransferEnd.Whole));
        Assert.That(_receiver.End, Is.EqualTo(TransferEnd.Whole));
    }

    [Test]
    public void The_rest_of_a_file_is_sent_from_where_it_was_cut_off()
    {
        ToReceiver();
        _receiver.Accept(7, "of seven");
        ToSender();
        Assert.That(_sender.Current, Is.EqualTo(new OutgoingTransfer.State.Accepted(7, "of seven")));
        Assert.That(_sender.Begin(hasPrefix: true), Is.EqualTo(7));
        ToReceiver();
        Assert.That(_receiver.Takes(3), Is.True);
        _sender.Finish("hash");
        ToReceiver();

        Assert.That(_receiver.Current, Is.InstanceOf<IncomingTransfer.State.Checking>());
    }

    [Test]
    public void A_prefix_of_another_file_is_thrown_away()
    {
        ToReceiver();
        _receiver.Accept(7, "of others");
        ToSender();
        Assert.That(_sender.Begin(hasPrefix: false), Is.Zero);
        ToReceiver();
        Assert.That(_receiver.Current, Is.EqualTo(new IncomingTransfer.State.Restarting(File)));
        _receiver.Restarted();

        Assert.That(_receiver.Takes(10), Is.True);
        Assert.That(_receiver.Takes(1), Is.False);
    }

    [Test]
    public void A_file_of_unknown_size_ends_when_the_sender_says_so()
    {
        var sender = new OutgoingTransfer(new Announcement("-", null));
        Deliver(sender.TryNextMessage, _receiver.Receive);
        _receiver.Accept(0, null);
        Deliver(_receiver.TryNextMessage, sender.Receive);
        sender.Begin(hasPrefix: true);
        Assert.That(_receiver.Takes(int.MaxValue), Is.True);
        sender.Finish("hash");
        Deliver(sender.TryNextMessage, _receiver.Receive);

        Assert.That(_receiver.Current, Is.InstanceOf<IncomingTransfer.State.Checking>());
    }

    [Test]
    public void A_refusal_ends_it_with_the_receivers_words()
    {
        ToReceiver();
        _receiver.Refuse("no space");
        ToSender();

        Assert.That(_sender.End, Is.EqualTo(new TransferEnd(TransferEndKind.Refused, "no space")));
    }

    [Test]
    public void A_sender_that_is_told_of_a_failure_stops()
    {
        ToReceiver();
        _receiver.Accept(0, null);
        ToSender();
        _sender.Begin(hasPrefix: true);
        _receiver.Reject("disk full");
        ToSender();

        Assert.That(_sender.End, Is.EqualTo(new TransferEnd(TransferEndKind.Failed, "disk full")));
    }

    [Test]
    public void Sizes_that_were_lies_end_it_before_a_byte_too_many_is_taken()
    {
        ToReceiver();
        _receiver.Accept(0, null);

        Assert.That(_receiver.Takes(11), Is.False);
        Assert.That(Next(_receiver), Is.EqualTo(new FileMessage.Accept(0, null)));
        Assert.That(Next(_receiver), Is.EqualTo(new FileMessage.Fail("more bytes than announced")));
    }

    [Test]
    public void Too_few_bytes_end_it_as_well()
    {
        ToReceiver();
        _receiver.Accept(0, null);
        _receiver.Takes(9);
        _receiver.Receive(new FileMessage.Done("hash"));

        Assert.That(_receiver.End, Is.EqualTo(new TransferEnd(TransferEndKind.Failed, "fewer bytes than announced")));
    }

    [Test]
    public void Nothing_is_taken_before_it_was_accepted()
    {
        Assert.That(_receiver.Takes(1), Is.False);
        Assert.That(_receiver.End!.Kind, Is.EqualTo(TransferEndKind.Failed));

        var announced = new IncomingTransfer();
        announced.Receive(new FileMessage.Announce(File));
        Assert.That(announced.Takes(1), Is.False);
        Assert.That(announced.End!.Kind, Is.EqualTo(TransferEndKind.Failed));
    }

    [Test]
    public void What_does_not_begin_with_an_announcement_is_refused()
    {
        _receiver.Receive(null);

        Assert.That(Next(_receiver), Is.EqualTo(new FileMessage.Refuse("the first message has no name or no size")));
    }

    [Test]
    public void Nobody_begins_anew_in_the_middle_or_where_no_prefix_was_told()
    {
        ToReceiver();
        _receiver.Accept(5, "prefix");
        _receiver.Takes(1);
        _receiver.Receive(new FileMessage.Restart());
        Assert.That(_receiver.At, Is.EqualTo(6));

        var present = new IncomingTransfer();
        present.Receive(new FileMessage.Announce(File));
        present.Accept(10, null);
        present.Receive(new FileMessage.Restart());
        Assert.That(present.Current, Is.InstanceOf<IncomingTransfer.State.Moving>());
    }

    [TestCase(11)]
    [TestCase(long.MaxValue)]
    public void An_offset_beyond_the_end_ends_it(long offset)
    {
        _sender.Receive(new FileMessage.Accept(offset, null));

        Assert.That(_sender.End!.Kind, Is.EqualTo(TransferEndKind.Failed));
    }

    [Test]
    public void What_is_not_confirmed_is_not_whole()
    {
        _sender.Receive(new FileMessage.Confirm());
        Assert.That(_sender.End, Is.Null);
        _sender.Receive(new FileMessage.Accept(0, null));
        _sender.Receive(new FileMessage.Confirm());
        Assert.That(_sender.End, Is.Null);
        _sender.Begin(hasPrefix: true);
        _sender.Receive(new FileMessage.Confirm());
        _sender.ChannelEnded();

        Assert.That(_sender.End!.Kind, Is.EqualTo(TransferEndKind.Broken));
    }

    [Test]
    public void The_end_stays_the_end()
    {
        _sender.Receive(new FileMessage.Refuse("no"));
        _sender.Receive(new FileMessage.Accept(0, null));
        _sender.Receive(new FileMessage.Fail("really not"));
        _sender.ChannelEnded();
        _sender.GiveUp("whatever");

        Assert.That(_sender.End, Is.EqualTo(new TransferEnd(TransferEndKind.Refused, "no")));
    }

    [Test]
    public void Any_order_of_messages_leaves_both_machines_in_a_state([Range(0, 19)] int seed)
    {
        var random = new Random(seed);
        FileMessage?[] messages =
        [
            new FileMessage.Announce(File), new FileMessage.Accept(3, "x"), new FileMessage.Accept(99, null), new FileMessage.Refuse("r"),
            new FileMessage.Restart(), new FileMessage.Done("h"), new FileMessage.Confirm(), new FileMessage.Fail("f"), null,
        ];
        for (var round = 0; round < 200; round++)
        {
            var (sender, receiver) = (new OutgoingTransfer(File), new IncomingTransfer());
            for (var step = 0; step < 20; step++)
            {
                var message = messages[random.Next(messages.Length)];
                receiver.Receive(message);
                sender.Receive(message ?? new FileMessage.Restart());
                if (receiver.Current is IncomingTransfer.State.Announced)
                {
                    receiver.Accept(0, null);
                }

                if (receiver.Takes(random.Next(5)))
                {
                    Assert.That(receiver.At, Is.LessThanOrEqualTo(10));
                }
            }

            sender.ChannelEnded();
            receiver.ChannelEnded();
            Assert.That(sender.End, Is.Not.Null);
            Assert.That(receiver.End, Is.Not.Null);
        }
    }

    private delegate bool Source(out FileMessage? message);

    private void ToReceiver() => Deliver(_sender.TryNextMessage, _receiver.Receive);

    private void ToSender() => Deliver(_receiver.TryNextMessage, _sender.Receive);

    private static void Deliver(Source source, Action<FileMessage> sink)
    {
        while (source(out var message))
        {
            sink(message!);
        }
    }

    private static FileMessage? Next(IncomingTransfer transfer) => transfer.TryNextMessage(out var message) ? message : null;
}
