using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Channels;
using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

/// <summary>Networks that change without the system's notice.</summary>
[CancelAfter(30_000)]
public class NetworkWatcherTests
{
    private static readonly IPAddress[] Wifi = [IPAddress.Parse("192.0.2.1")];
    private static readonly IPAddress[] Cable = [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("2001:db8::1")];

    [Test]
    public async Task Each_change_is_told_once_where_no_notice_comes_and_interfaces_that_cannot_be_read_are_looked_at_again(CancellationToken ct)
    {
        // In another order they are the same.
        IReadOnlyList<IPAddress>?[] looks = [Wifi, Wifi, null, Wifi, Cable, [Cable[1], Cable[0]], Cable, [], [], Wifi];
        var told = Channel.CreateUnbounded<IReadOnlyList<IPAddress>>();
        var next = 0;
        using var watcher = new NetworkWatcher(
            () => looks[Math.Min(next++, looks.Length - 1)] ?? throw new NetworkInformationException(),
            addresses => told.Writer.TryWrite(addresses),
            TimeSpan.FromMilliseconds(1));

        foreach (var expected in new[] { Wifi, Cable, [], Wifi })
        {
            Assert.That(await told.Reader.ReadAsync(ct), Is.EqualTo(expected));
        }
    }
}
