using Microsoft.Playwright;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>The browser page that exists already, shown by a headless chromium.</summary>
internal sealed class SeedPage : IAsyncDisposable
{
    private readonly FolderServer _server;
    private readonly IPage _page;

    private SeedPage(FolderServer server, IPage page)
    {
        _server = server;
        _page = page;
    }

    /// <summary>Opens the page and waits until it has joined the relay. From then on it is a callee, until
    /// <see cref="CallAsync"/>.</summary>
    public static async Task<SeedPage> OpenAsync(string relayUrl)
    {
        var server = new FolderServer(Requires.Shared("seed"));
        var browser = await Chromium.SharedAsync();
        var page = await browser.NewPageAsync();
        page.Console += (_, message) => TestContext.Out.WriteLine($"page: {message.Text}");
        page.PageError += (_, error) => TestContext.Out.WriteLine($"page error: {error}");
        await page.GotoAsync($"{server.Url}client.html?relay={Uri.EscapeDataString(relayUrl)}");
        await page.WaitForFunctionAsync("() => serverConnection.readyState === WebSocket.OPEN");
        return new SeedPage(server, page);
    }

    /// <summary>Presses the button that makes it the caller.</summary>
    public Task CallAsync() => _page.GetByText("开始通信").ClickAsync();

    /// <summary>Waits until its data channel is open.</summary>
    public Task WaitUntilOpenAsync() =>
        _page.WaitForFunctionAsync("() => typeof dataChannel === 'object' && dataChannel.readyState === 'open'");

    /// <summary>Has its connection restart ICE, and offers that through the relay, as any page would.</summary>
    public Task RestartIceAsync() => _page.EvaluateAsync(
        "() => { peerConnection.restartIce(); return peerConnection.createOffer().then(createdDescription); }");

    /// <summary>Waits until the path it uses is one that was found with the credentials of its latest description.</summary>
    public Task WaitForPathOfLatestDescriptionAsync() => _page.WaitForFunctionAsync(
        """
        () => {
          const fragment = peerConnection.currentLocalDescription.sdp.match(/a=ice-ufrag:(.*)/)[1].trim();
          const pair = peerConnection.sctp.transport.iceTransport.getSelectedCandidatePair();
          return peerConnection.signalingState === 'stable' && pair && pair.local.usernameFragment === fragment;
        }
        """);

    /// <summary>The username fragments of the two ends, as its descriptions have them.</summary>
    public async Task<(string Own, string Other)> FragmentsAsync()
    {
        var fragments = await _page.EvaluateAsync<string[]>(
            "() => [peerConnection.localDescription, peerConnection.remoteDescription].map(d => d.sdp.match(/a=ice-ufrag:(.*)/)[1].trim())");
        return (fragments[0], fragments[1]);
    }

    /// <summary>Makes it busy once its next connection has a path.</summary>
    public Task BeBusyOnceConnectedAsync(TimeSpan duration) => _page.BeBusyOnceConnectedAsync(duration);

    /// <summary>Types a message and presses the button that sends it.</summary>
    public async Task SendAsync(string message)
    {
        await _page.FillAsync("#messageInput", message);
        await _page.GetByText("发送消息").ClickAsync();
    }

    /// <summary>Waits until it shows a message as received.</summary>
    public Task WaitForReceivedAsync(string message) =>
        _page.Locator("#messages p").Filter(new LocatorFilterOptions { HasText = $"Received: {message}" }).First.WaitForAsync();

    /// <summary>All messages it shows as received, in order.</summary>
    public async Task<IReadOnlyList<string>> ReceivedAsync() =>
    [
        .. (await _page.Locator("#messages p").AllTextContentsAsync())
            .Where(text => text.StartsWith("Received: ", StringComparison.Ordinal))
            .Select(text => text["Received: ".Length..]),
    ];

    public async ValueTask DisposeAsync()
    {
        await _page.CloseAsync();
        await _server.DisposeAsync();
    }
}
