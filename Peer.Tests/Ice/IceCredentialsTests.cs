using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

public class IceCredentialsTests
{
    [Test]
    public void Are_long_enough_of_the_right_characters_and_never_the_same([Range(1, 20)] int seed)
    {
        var entropy = new SeededEntropy(seed);
        var one = IceCredentials.Create(entropy);
        var two = IceCredentials.Create(entropy);

        Assert.That(one.UsernameFragment, Does.Match("^[A-Za-z0-9+/]{4,256}$"));
        Assert.That(one.Password, Does.Match("^[A-Za-z0-9+/]{22,256}$"));
        Assert.That(one.IsAcceptable, Is.True);
        Assert.That(two.UsernameFragment, Is.Not.EqualTo(one.UsernameFragment));
        Assert.That(two.Password, Is.Not.EqualTo(one.Password));
    }

    [Test]
    public void Do_not_print_the_password()
    {
        var credentials = new IceCredentials("frag", "this-is-a-secret-of-ours");

        Assert.That(credentials.ToString(), Does.Contain("frag").And.Not.Contain("secret"));
    }

    [TestCase(3, 22)]
    [TestCase(257, 22)]
    [TestCase(4, 21)]
    [TestCase(4, 257)]
    public void Of_other_lengths_are_refused(int fragment, int password)
    {
        var agent = new IceWire().A;
        var credentials = new IceCredentials(new string('a', fragment), new string('b', password));

        Assert.That(() => agent.SetRemoteCredentials(credentials), Throws.ArgumentException);
    }
}
