using NUnit.Framework;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Io;

[CancelAfter(60_000)]
public class RtcPeerConnectionTests
{
    [Test]
    public async Task Readers_that_run_on_the_receiving_thread_answer_read_on_and_close_there(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(
            cancellationToken, new RtcConfiguration { AllowSynchronousContinuations = true });
        var callee = EchoUntilEndAsync(pair.Callee, pair.CalleesChannel);
        for (var i = 0; i < 100; i++)
        {
            await pair.CallersChannel.SendAsync($"ping {i}", cancellationToken);
            Assert.That(await pair.CallersChannel.WaitToReadAsync(cancellationToken), Is.True);
            Assert.That(pair.CallersChannel.TryRead(out var echo), Is.True);
            Assert.That(echo.Text, Is.EqualTo($"ping {i}"));
        }
        await pair.CallersChannel.SendAsync("end", cancellationToken);
        await callee.WaitAsync(cancellationToken);
        Assert.That(await pair.CallersChannel.Closed.WaitAsync(cancellationToken), Is.EqualTo(RtcChannelClosure.ConnectionLost));
    }

    [Test]
    public async Task Carries_text_and_bytes_both_ways(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);

        await pair.CallersChannel.SendAsync("你好", cancellationToken);
        await pair.CalleesChannel.SendAsync(new byte[] { 1, 2, 3 }, cancellationToken);
        await pair.CalleesChannel.SendAsync("", cancellationToken);

        var atCallee = await ReadAsync(pair.CalleesChannel, cancellationToken);
        var first = await ReadAsync(pair.CallersChannel, cancellationToken);
        var second = await ReadAsync(pair.CallersChannel, cancellationToken);
        Assert.That((atCallee.IsText, atCallee.Text), Is.EqualTo((true, "你好")));
        Assert.That((first.IsText, first.Data.ToArray()), Is.EqualTo((false, new byte[] { 1, 2, 3 })));
        Assert.That((second.IsText, second.Data.Length), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task Closing_delivers_everything_first(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);
        const int count = 5000;
        for (var i = 0; i < count; i++) await pair.CallersChannel.SendAsync($"line {i}", cancellationToken);
        var closing = pair.CallersChannel.CloseAsync(cancellationToken);

        var received = new List<string>();
        await foreach (var message in pair.CalleesChannel.ReadAllAsync(cancellationToken)) received.Add(message.Text);
        await closing;

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, count).Select(i => $"line {i}")));
        Assert.That(await pair.CalleesChannel.Closed, Is.EqualTo(RtcChannelClosure.Clean));
        Assert.That(pair.CallersChannel.ReadyState, Is.EqualTo(RtcDataChannelState.Closed));
        Assert.That(
            async () => await pair.CallersChannel.SendAsync("late", cancellationToken), Throws.TypeOf<RtcConnectionException>());
    }

    [Test]
    public async Task A_reader_that_stops_makes_the_sender_wait(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);
        var message = new byte[64 * 1024];
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                for (; sent < 400; sent++) await pair.CallersChannel.SendAsync(message, cancellationToken);
            },
            cancellationToken);

        // Both windows fill; then not one more message is taken, until the reader reads.
        while (pair.CallersChannel.BufferedAmount == 0) await Task.Yield();
        Assert.That(sending.IsCompleted, Is.False);
        var received = 0;
        while (received < 400)
        {
            received += (await ReadAsync(pair.CalleesChannel, cancellationToken)).Data.Length == message.Length ? 1 : 0;
            Assert.That(sent - received, Is.LessThanOrEqualTo(128), "what is under way is bounded");
        }
        await sending;
    }

    [Test]
    public async Task A_message_larger_than_the_other_end_takes_is_refused_with_both_sizes(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken, new RtcConfiguration { MaxMessageSize = 1000 });

        var refused = await Assert.ThrowsAsync<RtcMessageTooLargeException>(
            async () => await pair.CallersChannel.SendAsync(new byte[1001], cancellationToken));
        await pair.CallersChannel.SendAsync(new byte[1000], cancellationToken);

        Assert.That((refused!.Size, refused.MaxSize), Is.EqualTo((1001, 1000)));
        Assert.That((await ReadAsync(pair.CalleesChannel, cancellationToken)).Data.Length, Is.EqualTo(1000));
    }

    [Test]
    public async Task The_end_of_the_connection_reaches_the_other_end(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);

        await pair.Caller.CloseAsync();

        Assert.That(await pair.CalleesChannel.Closed.WaitAsync(cancellationToken), Is.EqualTo(RtcChannelClosure.ConnectionLost));
        var refused = await Assert.ThrowsAsync<RtcConnectionException>(
            async () => await pair.CalleesChannel.SendAsync("anybody?", cancellationToken));
        Assert.That(refused!.Failure!.Kind, Is.EqualTo(RtcFailureKind.ClosedByRemote));
        Assert.That(pair.Callee.ConnectionState, Is.EqualTo(RtcPeerConnectionState.Closed));
    }

    [Test]
    public async Task Either_end_opens_further_channels(CancellationToken cancellationToken)
    {
        await using var pair = await ConnectedPair.OpenAsync(cancellationToken);

        var second = pair.Callee.CreateDataChannel("second", new RtcDataChannelInit { Protocol = "p", Ordered = false });
        await second.Opened.WaitAsync(cancellationToken);

        Assert.That(second.Id! % 2, Is.Not.EqualTo(pair.CallersChannel.Id! % 2), "each end has ids of its own parity");
    }

    [Test]
    public async Task Descriptions_in_the_wrong_state_and_junk_are_refused_by_name(CancellationToken cancellationToken)
    {
        await using var connection = new RtcPeerConnection();
        var offer = connection.CreateOffer();

        Assert.That(
            () => connection.SetRemoteDescription(new(RtcSdpType.Answer, offer.Sdp)), Throws.InvalidOperationException);
        Assert.That(
            () => connection.SetLocalDescription(new(RtcSdpType.Offer, "v=0")), Throws.InvalidOperationException);
        Assert.That(
            () => connection.SetRemoteDescription(new(RtcSdpType.Offer, "nonsense")), Throws.TypeOf<RtcNegotiationException>());
        Assert.That(() => connection.AddIceCandidate(new("candidate:nonsense")), Throws.TypeOf<RtcNegotiationException>());
        Assert.That(connection.SignalingState, Is.EqualTo(RtcSignalingState.Stable));
        cancellationToken.ThrowIfCancellationRequested();
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

    private static async Task EchoUntilEndAsync(RtcPeerConnection connection, RtcDataChannel channel)
    {
        await foreach (var message in channel.ReadAllAsync())
        {
            if (message.Text == "end")
            {
                await connection.CloseAsync();
                return;
            }
            await channel.SendTextAsync(message.Data);
        }
    }
}
