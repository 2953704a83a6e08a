using System.Net.WebSockets;
using NUnit.Framework;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.Relay;
using PeerExitCode = RtcPeer.Peer.Options.ExitCode;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The page over https and <c>peer</c> over wss, at one relay.</summary>
public sealed class SecurePageTests : PageFixture, IDisposable
{
    private readonly CertificateFolder _certificates = new();

    private protected override RelayOptions Options => _certificates.Options with { MaxMessagesPerSecond = 0, MaxBytesPerSecond = 0 };

    public void Dispose() => _certificates.Dispose();

    [Test]
    public async Task Page_and_peer_talk_while_the_certificate_is_replaced_under_load_and_nobody_is_lost(CancellationToken ct)
    {
        await using var peer = Programs.Peer(
            "callee", "--url", Relay.Url("/blue", "localhost").ToString(), "--ca", _certificates.Authority);
        await peer.WaitForErrorAsync("joined", ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var load = Enumerable.Range(0, 8).Select(i => TalkAsync($"/load-{i}", stop.Token)).ToArray();
        var page = await OpenAsync("blue");
        await page.CallAsync();
        await page.WaitForPhaseAsync("talking");

        for (var i = 0; i < 3; i++)
        {
            var seen = Relay.Log.Lines.Count;
            _certificates.Issue();
            await Relay.Log.WaitForAsync("the certificate was replaced", ct, seen);
            await page.SendAsync($"from the page {i}");
            await peer.WaitForOutputAsync($"^from the page {i}$", ct);
            await peer.WriteAsync($"from peer {i}\n", ct);
            await page.WaitForLineAsync($"from peer {i}");
        }

        Assert.That(Relay.Log.Lines, Has.None.Contains(" left"));
        await stop.CancelAsync();
        Assert.That(await Task.WhenAll(load), Has.All.GreaterThan(0));
        peer.CloseInput();
        await peer.AssertExitAsync((int)PeerExitCode.Done, ct);
    }

    /// <summary>Two clients of a room who say something to each other all the time; how often each was heard.</summary>
    private async Task<int> TalkAsync(string room, CancellationToken stop)
    {
        using var a = await JoinAsync(room);
        using var b = await JoinAsync(room);
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            await a.SendTextAsync($"{count}", CancellationToken.None);
            Assert.That(await b.ReceiveTextAsync(CancellationToken.None), Is.EqualTo($"{count}"));
        }

        return count;
    }

    private async Task<ClientWebSocket> JoinAsync(string room)
    {
        var client = new ClientWebSocket();
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = _certificates.Policy();
        using var http = new HttpMessageInvoker(handler, disposeHandler: false);
        await client.ConnectAsync(Relay.Url(room, "localhost"), http, CancellationToken.None);
        return client;
    }
}
