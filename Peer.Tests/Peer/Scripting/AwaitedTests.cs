using NUnit.Framework;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.Tests.Peer.Scripting;

public class AwaitedTests
{
    [Test]
    public void Without_a_wish_every_message_is_written_and_the_end_is_what_it_is()
    {
        var awaited = new Awaited(null, once: false);

        Assert.That(awaited.IsAnything, Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_text_is_found_anywhere_in_a_message_and_the_rest_is_still_written()
    {
        var awaited = new Awaited("你好", once: false);

        Assert.That(awaited.Take("hello"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));

        Assert.That(awaited.Take("and 你好!"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("more"u8), Is.True);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_lost_connection_is_told_whatever_came()
    {
        var awaited = new Awaited("x", once: false);
        awaited.Take("x"u8);

        Assert.That(awaited.CodeOf(ExitCode.ConnectionLost), Is.EqualTo(ExitCode.ConnectionLost));
    }

    [Test]
    public void Of_several_messages_once_takes_the_first_alone()
    {
        var awaited = new Awaited(null, once: true);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));

        Assert.That(awaited.Take("one"u8), Is.True);
        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("two"u8), Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void With_both_the_one_message_has_to_have_the_text()
    {
        var awaited = new Awaited("yes", once: true);
        awaited.Take("no"u8);

        Assert.That(awaited.Over.IsCompleted, Is.True);
        Assert.That(awaited.Take("yes"u8), Is.False);
        Assert.That(awaited.CodeOf(ExitCode.Done), Is.EqualTo(ExitCode.NotExpected));
    }
}
