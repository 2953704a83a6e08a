using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Connecting;

/// <summary>What is said of a set-up that has come to nothing, where the stages alone do not tell.</summary>
public class SetupFailuresTests
{
    [Test]
    public void Two_labels_of_a_channel_are_named_rather_than_what_came_of_it()
    {
        var progress = new SetupProgress
        {
            Joined = true,
            RefusedLabel = "chat",
            LastFailure = new RtcFailure(RtcFailureKind.ClosedByRemote, "the other end closed the connection"),
        };

        var failure = SetupFailures.TimedOut(progress, new PeerOptions { Url = new Uri("ws://localhost/"), Channel = "other" });

        Assert.That(failure.Code, Is.EqualTo(ExitCode.NoPeer));
        Assert.That(failure.Message, Is.EqualTo("the other end opened the channel 'chat' and not 'other': both need the same --channel"));
    }
}
