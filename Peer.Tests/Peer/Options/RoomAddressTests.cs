using NUnit.Framework;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Tests.Peer.Options;

public class RoomAddressTests
{
    [TestCase("ws://localhost:8443/", null, "ws://localhost:8443/")]
    [TestCase("ws://localhost:8443", null, "ws://localhost:8443/")]
    [TestCase("ws://localhost:8443/", "demo", "ws://localhost:8443/demo")]
    [TestCase("ws://localhost:8443", "demo", "ws://localhost:8443/demo")]
    [TestCase("wss://[::1]/rooms/", "demo", "wss://[::1]/rooms/demo")]
    [TestCase("wss://example.org/rooms?key=a%2Fb", "demo", "wss://example.org/rooms/demo?key=a%2Fb")]
    [TestCase("ws://h/", "two words", "ws://h/two%20words")]
    [TestCase("ws://h/", "a/b\\c?d#e%f&g", "ws://h/a%2Fb%5Cc%3Fd%23e%25f%26g")]
    [TestCase("ws://h/", "房间", "ws://h/%E6%88%BF%E9%97%B4")]
    [TestCase("ws://h/", "...", "ws://h/...")]
    [TestCase("ws://h/a%20b", "c", "ws://h/a%20b/c")]
    public void The_room_is_the_last_part_of_the_path(string url, string? room, string expected)
    {
        Assert.That(RoomAddress.Of(url, room).AbsoluteUri, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("localhost:8443")]
    [TestCase("/room")]
    [TestCase("http://localhost/")]
    [TestCase("ws://")]
    [TestCase("ws://host:99999/")]
    [TestCase("ws://host/#part")]
    public void What_is_no_WebSocket_address_is_refused(string url)
    {
        Assert.That(() => RoomAddress.Of(url, null), Throws.TypeOf<OptionException>().With.Message.Contains("ws://host:port/"));
    }

    [TestCase(".")]
    [TestCase("..")]
    public void A_name_that_would_lead_elsewhere_is_refused(string room)
    {
        Assert.That(() => RoomAddress.Of("ws://h/a/", room), Throws.TypeOf<OptionException>());
    }

    [Test]
    public void What_may_be_secret_in_an_address_is_not_shown()
    {
        Assert.That(
            RoomAddress.Shown(new Uri("wss://me:password@host:1/room?token=t")), Is.EqualTo("wss://host:1/room"));
    }
}
