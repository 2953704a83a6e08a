using Microsoft.Playwright;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;
using RtcPeer.Peer.Tests.Relay;
using RtcPeer.Relay;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>Tests of the relay's page: one browser for all of them, a relay and fresh pages for each.</summary>
[CancelAfter(90_000)]
[Category("Interop")]
public abstract class PageFixture
{
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<RoomPage> _pages = [];
    private IBrowser _browser = null!;

    private protected TestRelay Relay { get; private set; } = null!;

    /// <summary>How the relay of a test is to be.</summary>
    private protected virtual RelayOptions Options { get; } = new();

    /// <summary>A folder for the files of one test.</summary>
    private protected DirectoryInfo Folder { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _browser = await Chromium.SharedAsync();
        Relay = new TestRelay(Options, FreePorts.Next());
        Folder = Directory.CreateTempSubdirectory("rtcpeer-page-");
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_browser is null)
        {
            return;
        }

        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        await Relay.DisposeAsync();
        Folder.Delete(recursive: true);
        var faults = _pages.SelectMany(page => page.Faults).ToList();
        Assert.That(faults, Is.Empty, "faults of the page");
    }

    /// <summary>Opens the page as a browser of its own would, and waits until it has joined its room.</summary>
    private protected async Task<RoomPage> OpenAsync(string room = "", string locale = "en-US", int width = 1000, int height = 700)
    {
        var page = await OpenBlankAsync(locale, width, height);
        await page.GoAsync(Address(room));
        await page.WaitUntilJoinedAsync();
        return page;
    }

    /// <summary>The address of a room's page.</summary>
    private protected string Address(string room) => $"{(Relay.Server.Url.Scheme == "wss" ? "https" : "http")}://localhost:{Relay.Port}/{room}";

    /// <summary>A browser that has not yet gone anywhere.</summary>
    private protected async Task<RoomPage> OpenBlankAsync(string locale = "en-US", int width = 1000, int height = 700)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = locale,
            ViewportSize = new ViewportSize { Width = width, Height = height },

            // The authority of the tests is in no browser's list.
            IgnoreHTTPSErrors = true,
        });
        _contexts.Add(context);
        var page = new RoomPage(await context.NewPageAsync());
        _pages.Add(page);
        return page;
    }

    /// <summary>Ends the relay, and starts another on the same port.</summary>
    private protected async Task RestartRelayAsync()
    {
        var port = Relay.Port;
        await Relay.DisposeAsync();
        Relay = new TestRelay(Options, port);
    }

    /// <summary>Two pages that talk; the first has called.</summary>
    private protected async Task<(RoomPage Caller, RoomPage Callee)> OpenTalkingAsync(string locale = "en-US")
    {
        var caller = await OpenAsync(locale: locale);
        var callee = await OpenAsync(locale: locale);
        await caller.CallAsync();
        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        return (caller, callee);
    }
}
