using NUnit.Framework;
using RtcPeer.Relay.Backplane;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>Addresses of brokers, and what of them may be shown.</summary>
public class BrokerAddressTests
{
    [TestCase("amqp://localhost", ExpectedResult = true)]
    [TestCase("amqp://user@10.0.0.1:5673/", ExpectedResult = true)]
    [TestCase("amqps://user:secret@broker.example/vhost", ExpectedResult = true)]
    [TestCase("amqp://[::1]/%2Fvhost", ExpectedResult = true)]
    [TestCase("localhost", ExpectedResult = false)]
    [TestCase("localhost:5672", ExpectedResult = false)]
    [TestCase("http://localhost/", ExpectedResult = false)]
    [TestCase("amqp://", ExpectedResult = false)]
    [TestCase("amqp:///vhost", ExpectedResult = false)]
    [TestCase("amqp://localhost/a/b", ExpectedResult = false)]
    [TestCase("amqp://localhost/?heartbeat=1", ExpectedResult = false)]
    public bool An_address_names_the_protocol_a_host_and_perhaps_a_virtual_host(string address) =>
        BrokerAddress.Problem(address) is null;

    [TestCase("amqp://user:secret@broker.example:5673/vhost", "amqp://broker.example:5673/vhost")]
    [TestCase("amqps://user@broker.example", "amqps://broker.example/")]
    public void Logs_show_neither_user_nor_password(string address, string shown) =>
        Assert.That(BrokerAddress.ForLogs(address), Is.EqualTo(shown));

    [TestCase("amqp://user:secret@host", ExpectedResult = true)]
    [TestCase("amqp://user@host", ExpectedResult = false)]
    public bool A_password_in_an_address_is_noticed(string address) => BrokerAddress.HasPassword(address);
}
