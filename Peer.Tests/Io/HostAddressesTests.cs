using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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

    [Test]
    public void Finds_the_addresses_of_the_named_interface_alone()
    {
        var loopback = NetworkInterface.GetAllNetworkInterfaces()
            .First(static adapter => adapter.NetworkInterfaceType == NetworkInterfaceType.Loopback);

        var found = HostAddresses.Find(new HostFilter([loopback.Name], AllowsIPv6: false));

        Assert.That(found, Is.EqualTo(new[] { IPAddress.Loopback }));
    }

    [Test]
    public void Finds_nothing_on_an_interface_that_is_not_there() =>
        Assert.That(HostAddresses.Find(new HostFilter(["none"], AllowsIPv6: true)), Is.Empty);

    [Test]
    public void Finds_no_IPv6_where_it_is_not_allowed()
    {
        var families = HostAddresses.Find(HostFilter.Everything with { AllowsIPv6 = false }).Select(address => address.AddressFamily);

        Assert.That(families.Distinct(), Is.EqualTo(new[] { AddressFamily.InterNetwork }));
    }

    private static IEnumerable<IPAddress> Parse(string addresses) =>
        addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse);
}
