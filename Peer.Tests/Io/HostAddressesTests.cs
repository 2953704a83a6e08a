using System.Net;
using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

public class HostAddressesTests
{
    [TestCase("192.0.2.2 127.0.0.1 fd00::2 ::1 fe80::1", "fd00::2 192.0.2.2", TestName = "No_loopback_and_no_zoned_address_beside_others")]
    [TestCase("127.0.0.1 ::1", "::1 127.0.0.1", TestName = "Loopback_where_it_is_the_only_way")]
    [TestCase("127.0.0.1 fe80::1", "127.0.0.1", TestName = "Loopback_beside_an_unusable_address")]
    [TestCase("169.254.7.7 10.0.0.1", "10.0.0.1 169.254.7.7", TestName = "A_self_assigned_address_last")]
    [TestCase("0.0.0.0 ff02::1 ::ffff:10.0.0.1 10.0.0.1 10.0.0.1", "10.0.0.1", TestName = "Each_real_address_once")]
    [TestCase("", "", TestName = "Nothing_of_nothing")]
    public void Chooses(string found, string expected) =>
        Assert.That(string.Join(' ', HostAddresses.Choose(Parse(found))), Is.EqualTo(expected));

    private static IEnumerable<IPAddress> Parse(string addresses) =>
        addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse);
}
