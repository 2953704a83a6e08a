using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

public class ReceivedMessagesTests
{
    [Test]
    public void What_is_added_is_read_in_order_however_adding_and_reading_take_turns([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        var messages = new ReceivedMessages(runsInline: false);
        var (added, read) = (0, 0);
        for (var round = 0; round < 200; round++)
        {
            for (var i = random.Next(40); i > 0; i--) messages.Add(Message(added++));
            for (var i = random.Next(40); i > 0 && messages.TryRead(out var message); i--)
                Assert.That(message.WindowBytes, Is.EqualTo(read++), $"Seed {seed}");
        }
        while (messages.TryRead(out var message)) Assert.That(message.WindowBytes, Is.EqualTo(read++), $"Seed {seed}");
        Assert.That(read, Is.EqualTo(added), $"Seed {seed}");
    }

    [Test]
    public async Task A_reader_waits_until_it_is_woken_for_something()
    {
        var messages = new ReceivedMessages(runsInline: false);
        var waiting = messages.WaitToReadAsync(CancellationToken.None);
        messages.Wake(mayRunHere: false);
        Assert.That(waiting.IsCompleted, Is.False, "there was nothing");
        messages.Add(Message(7));
        Assert.That(waiting.IsCompleted, Is.False, "it is woken apart from that");
        messages.Wake(mayRunHere: false);
        Assert.That(await waiting, Is.True);
        Assert.That(messages.TryRead(out var message) && message.WindowBytes == 7);
    }

    [Test]
    public async Task The_end_comes_after_what_was_added_before_it()
    {
        var messages = new ReceivedMessages(runsInline: false);
        messages.Add(Message(1));
        messages.Add(Message(2));
        messages.Complete();
        Assert.That(await messages.WaitToReadAsync(CancellationToken.None), Is.True);
        Assert.That(messages.TryRead(out _));
        Assert.That(await messages.WaitToReadAsync(CancellationToken.None), Is.True);
        Assert.That(messages.TryRead(out _));
        Assert.That(await messages.WaitToReadAsync(CancellationToken.None), Is.False);
        Assert.That(messages.TryRead(out _), Is.False);
    }

    [Test]
    public async Task Who_waits_learns_of_the_end()
    {
        var messages = new ReceivedMessages(runsInline: false);
        var waiting = messages.WaitToReadAsync(CancellationToken.None);
        messages.Complete();
        messages.Wake(mayRunHere: false);
        Assert.That(await waiting, Is.False);
    }

    [Test]
    public async Task A_cancelled_wait_takes_nothing_and_another_may_follow()
    {
        var messages = new ReceivedMessages(runsInline: true);
        using var cancellation = new CancellationTokenSource();
        var waiting = messages.WaitToReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await messages.WaitToReadAsync(cancellation.Token), Throws.InstanceOf<OperationCanceledException>());

        using var later = new CancellationTokenSource();
        var next = messages.WaitToReadAsync(later.Token);
        messages.Add(Message(1));
        messages.Wake(mayRunHere: false);
        await later.CancelAsync();
        Assert.That(await next, Is.True, "it was woken before");
        Assert.That(messages.TryRead(out _));
    }

    [Test]
    public void Two_cannot_wait()
    {
        var messages = new ReceivedMessages(runsInline: false);
        _ = messages.WaitToReadAsync(CancellationToken.None).AsTask();
        Assert.That(
            () => _ = messages.WaitToReadAsync(CancellationToken.None).AsTask(), Throws.InvalidOperationException);
    }

    [TestCase(true, true, true)]
    [TestCase(true, false, false, Description = "the thread has other things to do")]
    [TestCase(false, true, false, Description = "the reader may block")]
    public async Task A_reader_goes_on_within_Wake_only_where_both_sides_allow_it(
        bool runsInline, bool mayRunHere, bool isHere)
    {
        var messages = new ReceivedMessages(runsInline);
        var reading = ReadThreadAsync(messages);
        messages.Add(Message(1));
        var woken = 0;
        var waker = new Thread(() =>
        {
            messages.Wake(mayRunHere);
            woken = Environment.CurrentManagedThreadId;
        });
        waker.Start();
        var thread = await reading;
        waker.Join();
        Assert.That(thread == woken, Is.EqualTo(isHere));
    }

    private static async Task<int> ReadThreadAsync(ReceivedMessages messages)
    {
        await messages.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false);
        return Environment.CurrentManagedThreadId;
    }

    private static RtcMessage Message(int number) => new(isText: false, [], number);
}
