using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The relay's page when the network changes beneath a call.</summary>
public class PathTests : PageFixture
{
    private const int FileSize = 8_000_000;

    [Test]
    public async Task A_file_and_lines_go_on_while_a_page_gets_another_network([Values] bool callerMoves)
    {
        var (caller, callee) = (await OpenWatchedAsync(), await OpenWatchedAsync());
        await caller.CallAsync();
        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        var (mover, stayer) = callerMoves ? (caller, callee) : (callee, caller);
        var before = (Mover: await mover.FragmentAsync(), Stayer: await stayer.FragmentAsync());
        await caller.SendFilesAsync(await WriteFileAsync());
        await callee.AcceptAsync();
        await callee.WaitForFileAsync("file", "moving");

        await mover.ChangeNetworkAsync();
        await caller.SendAsync("from the caller");
        await callee.SendAsync("from the callee");
        await mover.WaitForOtherPathAsync(before.Mover);
        await stayer.WaitForOtherPathAsync(before.Stayer);
        await caller.ReleaseFilesAsync();

        await callee.WaitForFileAsync("file", "done");
        await caller.WaitForFileAsync("file", "done");
        Assert.That(await callee.LinesAsync(), Is.EqualTo(new[] { "from the caller" }));
        Assert.That(await caller.LinesAsync(), Is.EqualTo(new[] { "from the callee" }));
        Assert.That(await mover.CountConnectionsAsync() + await stayer.CountConnectionsAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Two_pages_that_get_another_network_at_once_agree_on_one_path()
    {
        var (caller, callee) = (await OpenWatchedAsync(), await OpenWatchedAsync());
        await caller.CallAsync();
        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        var before = (Caller: await caller.FragmentAsync(), Callee: await callee.FragmentAsync());

        await Task.WhenAll(caller.ChangeNetworkAsync(), callee.ChangeNetworkAsync());

        await caller.WaitForOtherPathAsync(before.Caller);
        await callee.WaitForOtherPathAsync(before.Callee);
        await caller.SendAsync("still here");
        await callee.WaitForLineAsync("still here");
    }

    [Test]
    public async Task Page_follows_a_peer_to_another_network_and_a_peer_follows_the_page([Values] bool pageCalls, CancellationToken ct)
    {
        var page = await OpenWatchedAsync();
        var options = new PeerOptions { Url = Relay.Url("/"), Caller = !pageCalls };
        await using var rendezvous = new Rendezvous(options, NullLoggerFactory.Instance);
        if (pageCalls)
        {
            await page.CallAsync();
        }

        var connection = (await rendezvous.ConnectAsync(ct))[0];
        await page.WaitForPhaseAsync("talking");

        foreach (var move in (Func<Task>[])[() => ((IChannelConnectionObserver)rendezvous).NetworkChangedAsync(connection).AsTask(), page.ChangeNetworkAsync])
        {
            var before = await page.FragmentAsync();
            await move();
            await connection.Channel!.SendAsync("from the peer", ct);
            await page.SendAsync("from the page");
            await page.WaitForOtherPathAsync(before);
        }

        await connection.Channel!.SendAsync("last", ct);
        await page.WaitForLineAsync("last");
        Assert.That(await page.LinesAsync(), Is.EqualTo(new[] { "from the peer", "from the peer", "last" }));
        Assert.That(await page.CountConnectionsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_offer_in_the_name_of_the_other_end_but_with_another_certificate_changes_nothing(CancellationToken ct)
    {
        var stranger = await Relay.JoinAsync(ct);
        var (caller, callee) = (await OpenWatchedAsync(), await OpenWatchedAsync());
        await caller.CallAsync();
        await caller.WaitForPhaseAsync("talking");
        await callee.WaitForPhaseAsync("talking");
        var forged = await ReadDescriptionAsync(stranger, ["answer"], ct);
        var before = (Caller: await caller.FragmentAsync(), Callee: await callee.FragmentAsync());

        forged["sdp"]!["type"] = "offer";
        forged["sdp"]!["sdp"] = Regex.Replace(
            SdpIn(forged), "(?<=a=ice-(ufrag|pwd):)....|(?<=fingerprint:sha-256 )..", match => match.Length == 4 ? "new+" : "00");
        var witness = await Relay.JoinAsync(ct);
        await stranger.SendTextAsync(forged.ToJsonString(), ct);
        Assert.That(SdpIn(await ReadDescriptionAsync(witness, ["offer"], ct)), Is.EqualTo(SdpIn(forged)));

        // The next that is answered is what the other end itself offers.
        await callee.ChangeNetworkAsync();
        await caller.WaitForOtherPathAsync(before.Caller);
        await callee.WaitForOtherPathAsync(before.Callee);
        var restart = await ReadDescriptionAsync(witness, ["offer", "answer"], ct);
        Assert.That(restart["sdp"]!["type"]!.GetValue<string>(), Is.EqualTo("offer"));
        Assert.That(SdpIn(restart), Does.Contain($"a=ice-ufrag:{await callee.FragmentAsync()}\r\n"));
    }

    [Test]
    public async Task A_path_that_is_lost_is_looked_for_and_found_again(CancellationToken ct)
    {
        await using var peer = Programs.Peer("caller", "--caller", "--url", Relay.Url("/").ToString());
        var page = await OpenAsync(locale: "zh-CN");
        await page.WaitForPhaseAsync("talking");

        peer.Signal("STOP");
        await page.WaitForStatusAsync("正在寻找新的路径");
        await page.SendAsync("into nothing");
        peer.Signal("CONT");

        await peer.WaitForOutputAsync("^into nothing$", ct);
        await page.WaitForNoteAsync("已重新连通对方");
        await page.WaitForStatusAsync("已连接");
    }

    [Test]
    public async Task A_peer_that_is_killed_is_missed_when_it_was_looked_for_long_enough()
    {
        await using var peer = Programs.Peer("caller", "--caller", "--url", Relay.Url("/").ToString());
        var page = await OpenBlankAsync();
        await page.Page.Clock.InstallAsync();
        await page.GoAsync(Address(""));
        await page.WaitForPhaseAsync("talking");

        peer.Kill();
        await page.WaitForStatusAsync("The path to the other side is lost. Looking for another");
        await page.Page.Clock.FastForwardAsync(25_000);

        await page.WaitForNoteAsync("The connection was lost.");
        await page.WaitForPhaseAsync("idle");
    }

    /// <summary>The next description of one of these types that goes through the room.</summary>
    private static async Task<JsonObject> ReadDescriptionAsync(ClientWebSocket client, string[] types, CancellationToken ct)
    {
        while (true)
        {
            var message = JsonNode.Parse(await client.ReceiveTextAsync(ct))!.AsObject();
            if (types.Contains(message["sdp"]?["type"]?.GetValue<string>()))
            {
                return message;
            }
        }
    }

    private static string SdpIn(JsonObject message) => message["sdp"]!["sdp"]!.GetValue<string>();

    private async Task<RoomPage> OpenWatchedAsync()
    {
        var page = await OpenBlankAsync();
        await page.WatchAsync();
        await page.GoAsync(Address(""));
        await page.WaitUntilJoinedAsync();
        return page;
    }

    private async Task<string> WriteFileAsync()
    {
        var content = new byte[FileSize];
        new Random(FileSize).NextBytes(content);
        var path = Path.Combine(Folder.FullName, "file");
        await File.WriteAllBytesAsync(path, content);
        return path;
    }
}
