using NUnit.Framework;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Options that make no sense are refused before anything starts.</summary>
public class OptionsTests
{
    [Test]
    public void The_defaults_make_sense() => Assert.That(new RelayOptions().Problem(), Is.Null);

    [Test]
    public void Nonsense_is_named()
    {
        (RelayOptions Options, string Named)[] cases =
        [
            (new RelayOptions { Host = "" }, "host"),
            (new RelayOptions { Port = -1 }, "port"),
            (new RelayOptions { Port = 65536 }, "port"),
            (new RelayOptions { MaxMessageBytes = 0 }, "MaxMessageBytes"),
            (new RelayOptions { QueueMessages = 0 }, "QueueMessages"),
            (new RelayOptions { QueueBytes = 1000 }, "QueueBytes"),
            (new RelayOptions { KeepAliveTimeout = TimeSpan.Zero }, "KeepAliveTimeout"),
            (new RelayOptions { CloseTimeout = TimeSpan.FromSeconds(-1) }, "CloseTimeout"),
        ];

        foreach (var (options, named) in cases)
        {
            Assert.That(options.Problem(), Does.Contain(named));
        }
    }
}
