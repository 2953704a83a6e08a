using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Ice;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Io;
using RtcPeer.WebRtc.Io.Tcp;

namespace RtcPeer.Peer.Tests.Io;

/// <summary>Those who connect to a passive candidate, and are not whom it waits for.</summary>
[CancelAfter(60_000)]
public class TcpStrangersTests
{
    [Test]
    public async Task Who_says_anything_but_a_check_that_is_made_for_us_is_cut_off(CancellationToken ct)
    {
        var (connection, port) = await ListenAsync(ct);
        await using var _ = connection;
        var check = new RawPeer(IceRole.Controlled).Check();
        byte[] framed = [0, 0, .. check];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)check.Length);
        byte[][] openings = ["GET / HTTP/1.1\r\n\r\n"u8.ToArray(), [0, 1, 22], [0xFF, 0xFF, 0], [0x16, 0xFE, 0xFD], framed];
        foreach (var opening in openings)
        {
            using var stranger = await ConnectAsync(port, ct);
            await stranger.SendAsync(opening, ct);
            await AssertCutAsync(stranger, ct);
        }
    }

    [Test]
    public async Task Who_says_nothing_is_cut_off_after_a_while(CancellationToken ct)
    {
        var (connection, port) = await ListenAsync(ct);
        await using var _ = connection;
        using var stranger = await ConnectAsync(port, ct);
        await stranger.SendAsync(new byte[] { 0 }, ct);

        await AssertCutAsync(stranger, ct);
    }

    [Test]
    public async Task One_stranger_too_many_cuts_off_the_first(CancellationToken ct)
    {
        var (connection, port) = await ListenAsync(ct);
        await using var _ = connection;
        var strangers = new List<Socket>();
        try
        {
            for (var i = 0; i <= TcpLinks.MaxStrangers; i++) strangers.Add(await ConnectAsync(port, ct));

            await AssertCutAsync(strangers[0], ct);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Test]
    public async Task Nobody_listens_where_TCP_is_not_to_be_used_and_no_TCP_candidate_is_told(CancellationToken ct)
    {
        await using var connection = new RtcPeerConnection(new RtcConfiguration { AllowTcp = false });

        Assert.That(await GatherAsync(connection, ct), Is.Not.Empty.And.None.Contains(" tcp "));
    }

    [Test]
    public async Task Two_connections_whose_UDP_is_not_told_talk_over_TCP(CancellationToken ct)
    {
        await using var pair = await ConnectedPair.OpenAsync(ct, isSignalled: line => !line.Contains(" udp ", StringComparison.Ordinal));
        var channel = (pair.CallersChannel, pair.CalleesChannel);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await channel.CallersChannel.SendAsync(new byte[50_000], ct);
            await channel.CallersChannel.CloseAsync(ct);
        }, ct);
        var received = 0;
        await foreach (var message in channel.CalleesChannel.ReadAllAsync(ct)) received += message.Data.Length;
        await sending;

        Assert.That(received, Is.EqualTo(200 * 50_000));
        foreach (var end in new[] { pair.Caller, pair.Callee })
        {
            var path = end.GetStats().SelectedCandidatePair!;
            Assert.That((path.LocalCandidate.Protocol, path.RemoteCandidate.Protocol), Is.EqualTo(("tcp", "tcp")));
        }
    }

    private static async Task<(RtcPeerConnection Connection, IPEndPoint Port)> ListenAsync(CancellationToken ct)
    {
        var connection = new RtcPeerConnection();
        var passive = (await GatherAsync(connection, ct)).First(line => line.EndsWith("tcptype passive", StringComparison.Ordinal));
        var fields = passive.Split(' ');
        return (connection, new IPEndPoint(IPAddress.Parse(fields[4]), int.Parse(fields[5], System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async Task<List<string>> GatherAsync(RtcPeerConnection connection, CancellationToken ct)
    {
        connection.CreateDataChannel("chat");
        connection.SetLocalDescription(connection.CreateOffer());
        var lines = new List<string>();
        await foreach (var happened in connection.Events.ReadAllAsync(ct))
        {
            if (happened is not RtcPeerConnectionEvent.IceCandidate { Candidate.Candidate: var line }) continue;
            if (line.Length == 0) break;
            lines.Add(line);
        }
        return lines;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint port, CancellationToken ct)
    {
        var socket = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(port, ct);
        return socket;
    }

    private static async Task AssertCutAsync(Socket stranger, CancellationToken ct)
    {
        try
        {
            Assert.That(await stranger.ReceiveAsync(new byte[10], ct), Is.Zero);
        }
        catch (SocketException reset)
        {
            Assert.That(reset.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
        }
    }
}
