using NUnit.Framework;
using RtcPeer.Peer.Tests.Io;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Against Debian's TURN server, with all data going through it.</summary>
[CancelAfter(60_000)]
public class CoturnTests
{
    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task Data_goes_through_it_over_each_transport(string transport, CancellationToken cancellationToken)
    {
        await using var server = await Coturn.StartAsync(cancellationToken, "--no-tls");
        var configuration = RelayOnly(server.At(transport));
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, configuration, configuration);

        await TransferAsync(pair, cancellationToken);

        Assert.That(
            pair.CallersCandidates.Where(line => line.Length > 0),
            Is.Not.Empty.And.All.Contains(" typ relay raddr 0.0.0.0 rport 9"));
    }

    private static RtcConfiguration RelayOnly(params RtcIceServer[] servers) =>
        new() { IceServers = servers, IceTransportPolicy = RtcIceTransportPolicy.Relay };

    /// <summary>Messages of every size both ways, and back intact.</summary>
    private static async Task TransferAsync(ConnectedPair pair, CancellationToken cancellationToken)
    {
        const int count = 200;
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++) await pair.CallersChannel.SendAsync(Message(i), cancellationToken);
            },
            cancellationToken);
        for (var i = 0; i < count; i++)
        {
            var received = await ReadAsync(pair.CalleesChannel, cancellationToken);
            Assert.That(received.Data.Span.SequenceEqual(Message(i)), Is.True, $"message {i}");
        }
        await sending;
        await pair.CalleesChannel.SendAsync("back", cancellationToken);
        Assert.That((await ReadAsync(pair.CallersChannel, cancellationToken)).Text, Is.EqualTo("back"));
    }

    private static byte[] Message(int number)
    {
        var message = new byte[number * 331];
        new Random(number).NextBytes(message);
        return message;
    }

    private static async Task<RtcMessage> ReadAsync(RtcDataChannel channel, CancellationToken cancellationToken)
    {
        RtcMessage message;
        while (!channel.TryRead(out message))
        {
            if (!await channel.WaitToReadAsync(cancellationToken)) throw new InvalidOperationException("the channel ended");
        }
        return message;
    }
}
