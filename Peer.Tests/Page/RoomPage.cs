using Microsoft.Playwright;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The relay's page in a browser, as a person uses it.</summary>
internal sealed class RoomPage
{
    /// <summary>Enough for the largest file on a machine with much else to do.</summary>
    private const float PatienceMs = 120_000;

    private const float UsualPatienceMs = 60_000;

    private readonly List<string> _faults = [];

    public RoomPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(UsualPatienceMs);
        page.PageError += (_, error) => _faults.Add(error);
        page.Console += (_, message) =>
        {
            TestContext.Out.WriteLine($"page: {message.Text}");

            // What the relay refuses is an error to the browser's console, and none to the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && !message.Text.Contains("WebSocket connection to", StringComparison.Ordinal))
            {
                _faults.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Exceptions of the page's scripts, and violations of its policy.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The files it shows, in order.</summary>
    public ILocator Files => Page.Locator("#log .file");

    public Task GoAsync(string url) => Page.GotoAsync(url);

    public Task WaitUntilJoinedAsync() => Page.Locator("body:not([data-phase=joining], [data-phase=locked])").WaitForAsync();

    public Task CallAsync() => Page.ClickAsync("#call");

    /// <summary>Calls if nobody else has called by then; to click takes longer, and needs the button to be there.</summary>
    public Task CallAtOnceAsync() => Page.EvaluateAsync("() => document.querySelector('#call').click()");

    public Task HangUpAsync() => Page.ClickAsync("#hang-up");

    /// <summary>Waits for a phase: idle, offering, connecting, talking, ...</summary>
    public Task WaitForPhaseAsync(string phase) => Page.Locator($"body[data-phase={phase}]").WaitForAsync();

    /// <summary>Types the token that is asked for, and confirms it.</summary>
    public async Task UnlockAsync(string token)
    {
        await Page.FillAsync("#token", token);
        await Page.PressAsync("#token", "Enter");
    }

    /// <summary>What the page says of itself.</summary>
    public async Task<string?> StatusAsync() => await Page.Locator("#status-text").TextContentAsync();

    /// <summary>Waits until the page says so of itself.</summary>
    public Task WaitForStatusAsync(string text) =>
        Page.Locator("#status-text").Filter(new LocatorFilterOptions { HasText = text }).WaitForAsync();

    /// <summary>Types a line and sends it.</summary>
    public async Task SendAsync(string line)
    {
        await Page.FillAsync("#text", line);
        await Page.PressAsync("#text", "Enter");
    }

    /// <summary>Waits for a line of the other end.</summary>
    public Task WaitForLineAsync(string line) =>
        Page.Locator("#log .other").And(Page.GetByText(line, new PageGetByTextOptions { Exact = true })).First.WaitForAsync();

    /// <summary>Waits for a note or an error.</summary>
    public Task WaitForNoteAsync(string note) =>
        Page.Locator("#log :is(.note, .error)").Filter(new LocatorFilterOptions { HasText = note }).First.WaitForAsync();

    /// <summary>The lines of the other end, in order.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync() => await Page.Locator("#log .other:not(.file)").AllTextContentsAsync();

    /// <summary>Chooses files to send.</summary>
    public Task SendFilesAsync(params string[] paths) => Page.SetInputFilesAsync("#pick", paths);

    /// <summary>Accepts the next file that is offered.</summary>
    public Task AcceptAsync() => Page.Locator("#log .file .accept").First.ClickAsync();

    /// <summary>Waits until a file is in a phase: waiting, moving, checking, done, failed.</summary>
    public Task WaitForFileAsync(string name, string phase) =>
        File(name, phase).WaitForAsync(new LocatorWaitForOptions { Timeout = PatienceMs });

    /// <summary>A file that it shows.</summary>
    public ILocator File(string name, string phase) =>
        Page.Locator($"#log .file[data-phase={phase}]").Filter(new LocatorFilterOptions { HasText = name });

    /// <summary>Saves a received file as the browser does, and returns the name that the browser gives it.</summary>
    public async Task<string> SaveAsync(string name, string path)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => File(name, "done").Locator(".save").ClickAsync());
        await download.SaveAsAsync(path);
        return download.SuggestedFilename;
    }
}
