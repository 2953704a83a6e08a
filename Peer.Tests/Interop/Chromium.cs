using Microsoft.Playwright;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>Debian's chromium, headless, which all tests share: each has contexts of its own in it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly Lazy<Task<Chromium>> s_shared = new(LaunchAsync);

    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        Browser = browser;
    }

    private IBrowser Browser { get; }

    /// <summary>The browser, started if it does not run yet.</summary>
    public static async Task<IBrowser> SharedAsync()
    {
        Requires.Chromium();
        return (await s_shared.Value).Browser;
    }

    /// <summary>Ends the browser, if a test has used it.</summary>
    public static async Task StopSharedAsync()
    {
        if (s_shared.IsValueCreated)
        {
            await (await s_shared.Value).DisposeAsync();
        }
    }

    private static async Task<Chromium> LaunchAsync()
    {
        var path = Requires.Chromium();
        var playwright = await Playwright.CreateAsync();
        var options = new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Arguments };
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(options));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright.Dispose();
    }
}
