using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>How the relay answers requests for the page, without a browser.</summary>
[CancelAfter(30_000)]
public class PageServingTests
{
    private TestRelay _relay = null!;
    private HttpClient _http = null!;

    [SetUp]
    public void Start()
    {
        _relay = new TestRelay();
        _http = new HttpClient { BaseAddress = new Uri($"http://localhost:{_relay.Port}/") };
    }

    [TearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _relay.DisposeAsync();
    }

    [TestCase("/")]
    [TestCase("/blue")]
    [TestCase("/blue/")]
    [TestCase("/some/room?x=1")]
    [TestCase("/%E5%AE%A2%E5%8E%85")]
    [TestCase("/%3Cscript%3E")]
    public async Task Every_room_is_the_same_page_with_a_strict_policy(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(Header(response, "Content-Security-Policy"), Is.EqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"));
        Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
        Assert.That(Header(response, "Referrer-Policy"), Is.EqualTo("no-referrer"));
        Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo(await _http.GetStringAsync("/", ct)).And.StartsWith("<!DOCTYPE html>"));
    }

    [Test]
    public async Task The_page_names_no_file_that_is_missing_nothing_inline_and_nobody_else(CancellationToken ct)
    {
        var html = await _http.GetStringAsync("/", ct);
        var files = Regex.Matches(html, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.That(files, Is.Not.Empty.And.All.StartsWith("/-/"));
        Assert.That(html, Does.Not.Match(@"<style|\son\w+=|\sstyle=|<script(?![^>]* src=)|https?:"));
        foreach (var file in await WithImportsAsync(files, ct))
        {
            using var response = await _http.GetAsync(file, ct);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), file);
            Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"), file);
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(Path.GetExtension(file) switch
            {
                ".js" => "text/javascript",
                ".css" => "text/css",
                _ => "image/svg+xml",
            }));
        }
    }

    [Test]
    public async Task The_scripts_know_no_way_to_make_markup_of_text(CancellationToken ct)
    {
        foreach (var file in await WithImportsAsync(["/-/app.js"], ct))
        {
            Assert.That(
                await _http.GetStringAsync(file, ct),
                Does.Not.Match(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|srcdoc"), file);
        }
    }

    [Test]
    public async Task HEAD_gets_the_head_alone(CancellationToken ct)
    {
        using var response = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Header(response, "Content-Security-Policy"), Is.Not.Empty);
        Assert.That(await response.Content.ReadAsByteArrayAsync(ct), Is.Empty);
    }

    [Test]
    public async Task A_file_that_has_not_changed_is_not_sent_again(CancellationToken ct)
    {
        using var first = await _http.GetAsync("/-/app.js", ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/-/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _http.SendAsync(request, ct);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(first.Headers.CacheControl!.NoCache, Is.True);
    }

    [TestCase("/-/")]
    [TestCase("/-/nothing.js")]
    [TestCase("/-/../appsettings.json/-/x")]
    [TestCase("/-/%2e%2e/appsettings.json")]
    [TestCase("/-/APP.JS")]
    public async Task There_are_no_other_files(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);
        var body = await response.Content.ReadAsStringAsync(ct);

        Assert.That(response.StatusCode == HttpStatusCode.NotFound || body.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal));
        Assert.That(body, Does.Not.Contain("Serilog"));
    }

    private async Task<IReadOnlyCollection<string>> WithImportsAsync(IEnumerable<string> files, CancellationToken ct)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>(files);
        while (open.TryDequeue(out var file))
        {
            if (found.Add(file) && file.EndsWith(".js", StringComparison.Ordinal))
            {
                var imports = Regex.Matches(await _http.GetStringAsync(file, ct), @"(?:from|import) '\./([^']*)'");
                imports.Select(match => $"/-/{match.Groups[1].Value}").ToList().ForEach(open.Enqueue);
            }
        }

        return found;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
