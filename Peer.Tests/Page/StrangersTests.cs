using System.Text.Json;
using NUnit.Framework;
using RtcPeer.Peer.Tests.EndToEnd;
using RtcPeer.Peer.Tests.Relay;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>What strangers in the room, and the other end of a call, may send without harm.</summary>
public class StrangersTests : PageFixture
{
    private const string Markup = "<img src=x onerror=\"document.title='owned'\">";

    /// <summary>The page's own modules as a peer whose channels a test uses as it likes.</summary>
    private const string Stranger =
        """
        async () => {
          const { Connection } = await import('/-/connection.js');
          const { Gatekeeper } = await import('/-/gatekeeper.js');
          const { Negotiator } = await import('/-/negotiator.js');
          const { RelaySocket } = await import('/-/signalling.js');
          const relay = new RelaySocket(location.origin.replace('http', 'ws') + '/', { protocols: [] });
          const answers = [];
          const negotiator = new Negotiator(
            'stranger', async () => new Connection({}), (message) => relay.send(message), new Gatekeeper());
          const talking = new Promise((resolve) => {
            negotiator.onPhase = (phase) => phase === 'talking' && resolve(negotiator.connection);
          });
          relay.onMessage = (message) => negotiator.receive(message);
          relay.onJoined = () => negotiator.call();
          relay.open();
          const connection = await talking;
          const openFile = () => new Promise((resolve) => {
            const channel = connection.createFileChannel();
            channel.onmessage = ({ data }) => answers.push(data);
            channel.onopen = () => resolve(channel);
          });
          const answer = async () => {
            while (answers.length === 0) {
              await new Promise((resolve) => setTimeout(resolve, 10));
            }
            return answers.shift();
          };
          USE
        }
        """;

    [Test]
    public async Task Junk_from_the_room_harms_nobody(CancellationToken ct)
    {
        var page = await OpenAsync();
        var stranger = await Relay.JoinAsync(ct);
        string[] junk =
        [
            "", "{", "null", "[]", "42", "\"text\"", "{}", """{"uuid":"s"}""", """{"uuid":7,"hello":{}}""", """{"uuid":"","hello":{}}""",
            $$$"""{"uuid":"{{{new string('u', 300)}}}","hello":{}}""", """{"uuid":"s","hello":7}""", """{"uuid":"s","hello":{"role":{}}}""",
            """{"uuid":"s","to":{},"hello":{}}""", """{"uuid":"s","sdp":{}}""", """{"uuid":"s","sdp":{"type":"offer"}}""",
            """{"uuid":"s","sdp":{"type":"offer","sdp":""}}""", """{"uuid":"s","sdp":{"type":"offer","sdp":"v=0\r\n"}}""",
            """{"uuid":"s","sdp":{"type":"answer","sdp":"v=0\r\n"}}""", """{"uuid":"s","sdp":{"type":"rollback","sdp":""}}""",
            """{"uuid":"s","ice":null}""", """{"uuid":"s","ice":{}}""", """{"uuid":"s","ice":{"candidate":"junk","sdpMLineIndex":-1}}""",
            """{"uuid":"__proto__","ice":{"candidate":"candidate:1 1 udp 1 1.2.3.4 5 typ host","sdpMid":"9"}}""",
        ];

        foreach (var message in junk)
        {
            await stranger.SendTextAsync(message, ct);
        }

        for (var i = 0; i < 600; i++)
        {
            await stranger.SendTextAsync($$$"""{"uuid":"crowd-{{{i}}}","hello":{}}""", ct);
            await stranger.SendTextAsync($$$"""{"uuid":"crowd-{{{i}}}","ice":{"candidate":"junk"}}""", ct);
        }

        var other = await OpenAsync();
        await other.CallAsync();
        await page.WaitForPhaseAsync("talking");
    }

    [Test]
    public async Task Neither_second_offers_nor_answers_of_strangers_disturb_a_call(CancellationToken ct)
    {
        var (caller, callee) = await OpenTalkingAsync();
        var sdp = JsonSerializer.Serialize(await caller.Page.EvaluateAsync<string>(
            "async () => { const peer = new RTCPeerConnection(); peer.createDataChannel('chat'); return (await peer.createOffer()).sdp; }"));
        var stranger = await Relay.JoinAsync(ct);

        foreach (var type in new[] { "offer", "answer", "offer" })
        {
            await stranger.SendTextAsync($$$"""{"uuid":"s","sdp":{"type":"{{{type}}}","sdp":{{{sdp}}}}}""", ct);
        }

        await caller.SendAsync("still here");
        await callee.WaitForLineAsync("still here");
        await callee.SendAsync("so am I");
        await caller.WaitForLineAsync("so am I");
    }

    [Test]
    public async Task A_line_is_shown_as_the_text_that_it_is(CancellationToken ct)
    {
        var page = await OpenAsync();
        await using var peer = Programs.Peer("caller", "--caller", "--url", Relay.Url().ToString());

        await peer.WriteAsync($"{Markup}\n<script>document.title='owned'</script>\n", ct);

        await page.WaitForLineAsync(Markup);
        await page.WaitForLineAsync("<script>document.title='owned'</script>");
        await AssertNoMarkupAsync(page);
    }

    [Test]
    public async Task A_name_is_shown_as_the_text_that_it_is_and_saved_without_folders()
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");
        var sending = UseStrangerAsync(stranger, Offer(Markup, "../../evil \u202egpj.exe", "..", "a/b\\c\u001b[31m.txt", "con"));
        await page.WaitForFileAsync(Markup, "waiting");
        await page.WaitForFileAsync("con", "waiting");

        Assert.That(
            await page.Page.Locator(".file .name").AllTextContentsAsync(),
            Is.EqualTo(new[] { Markup, "evil \ufffdgpj.exe", "file", "c\ufffd[31m.txt", "con" }));
        await AssertNoMarkupAsync(page);
        await sending;
    }

    [Test]
    public async Task A_reason_is_shown_as_the_text_that_it_is()
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");
        var answering = UseStrangerAsync(
            stranger,
            $"connection.onFile = (channel) => channel.onmessage = () => channel.send(JSON.stringify({{ accept: false, reason: {JsonSerializer.Serialize(Markup)} }}));");
        await page.WaitForPhaseAsync("talking");
        await answering;

        await page.SendFilesAsync(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));

        await page.WaitForFileAsync(Markup, "failed");
        await AssertNoMarkupAsync(page);
    }

    [TestCase("channel.send('{');", null)]
    [TestCase("channel.send('null');", null)]
    [TestCase("channel.send(new Uint8Array(10));", null)]
    [TestCase("channel.send('{\"name\":\"f\",\"size\":-1}');", null)]
    [TestCase("channel.send('{\"name\":\"f\",\"size\":1e99}');", null)]
    [TestCase("channel.send('{\"name\":{},\"size\":1}');", null)]
    [TestCase("channel.send('{\"name\":\"f\",\"size\":4}'); channel.send(new Uint8Array(4));", "The size is not the announced one")]
    public async Task A_file_that_is_announced_wrongly_is_turned_away(string announce, string? failure)
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");

        var answer = await UseStrangerAsync(stranger, $"const channel = await openFile(); {announce} return await answer();");

        Assert.That(answer, Does.Contain("false").And.Contain("reason"));
        // The row is drawn a frame after the answer has gone out.
        if (failure is not null)
        {
            await page.WaitForFileAsync(failure, "failed");
        }

        Assert.That(await page.Files.CountAsync(), Is.EqualTo(failure is null ? 0 : 1));
    }

    [TestCase("channel.send(new Uint8Array(5));", "The size is not the announced one")]
    [TestCase("channel.send(new Uint8Array(3)); channel.send('{\"done\":true}');", "The size is not the announced one")]
    [TestCase("channel.send(new Uint8Array(4)); channel.send('{\"done\":true,\"sha256\":\"00\"}');", "Damaged on the way")]
    [TestCase("channel.send(new Uint8Array(4)); channel.send('{\"done\":true}');", "Damaged on the way")]
    public async Task A_file_that_is_not_what_was_announced_is_not_kept(string send, string failure)
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");

        var answering = UseStrangerAsync(
            stranger,
            $$"""
            const channel = await openFile();
            channel.send('{"name":"f","size":4}');
            if (await answer() !== '{"accept":true,"offset":0}') { throw new Error('not accepted'); }
            {{send}}
            return await answer();
            """);
        await page.AcceptAsync();

        Assert.That(await answering, Does.StartWith("""{"ok":false,"reason":"""));
        await page.WaitForFileAsync(failure, "failed");
        Assert.That(await page.Page.Locator(".save").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_receiver_that_has_some_of_it_gets_the_rest_with_the_hash_of_the_whole()
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");
        var receiving = UseStrangerAsync(
            stranger,
            """
            const parts = [];
            return await new Promise((resolve) => {
              connection.onFile = (channel) => {
                channel.binaryType = 'arraybuffer';
                channel.onmessage = ({ data }) => {
                  if (typeof data !== 'string') {
                    parts.push(new TextDecoder().decode(data));
                  } else if (JSON.parse(data).done) {
                    channel.send('{"ok":true}');
                    resolve(parts.join('') + ' ' + data);
                  } else {
                    channel.send('{"accept":true,"offset":2}');
                  }
                };
              };
            });
            """);
        await page.WaitForPhaseAsync("talking");
        var path = Path.Combine(Folder.FullName, "abc");
        await File.WriteAllTextAsync(path, "abc");

        await page.SendFilesAsync(path);

        Assert.That(
            await receiving,
            Is.EqualTo("""c {"done":true,"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}"""));
        await page.WaitForFileAsync("abc", "done");
    }

    [Test]
    public async Task More_files_than_a_person_can_mean_are_turned_away()
    {
        var page = await OpenAsync();
        var stranger = await OpenAsync("elsewhere");

        var closed = await UseStrangerAsync(
            stranger,
            """
            const channels = [];
            for (let i = 0; i < 80; i++) {
              const channel = await openFile();
              channel.send(JSON.stringify({ name: `file ${i}`, size: 1 }));
              channels.push(channel);
            }
            while (!channels.some((channel) => channel.readyState === 'closed')) {
              await new Promise((resolve) => setTimeout(resolve, 10));
            }
            connection.send('done');
            return 'closed';
            """);

        Assert.That(closed, Is.EqualTo("closed"));
        await page.WaitForLineAsync("done");
        Assert.That(await page.Files.CountAsync(), Is.LessThanOrEqualTo(64));
    }

    private static string Offer(params string[] names) =>
        $$"""
        for (const name of {{JsonSerializer.Serialize(names)}}) {
          (await openFile()).send(JSON.stringify({ name, size: 1, type: 'text/html' }));
        }
        return 'offered';
        """;

    private static Task<string> UseStrangerAsync(RoomPage page, string use) => page.Page.EvaluateAsync<string>(
        Stranger.Replace("USE", use, StringComparison.Ordinal)).WaitAsync(TimeSpan.FromMinutes(1));

    private static async Task AssertNoMarkupAsync(RoomPage page)
    {
        Assert.That(await page.Page.Locator("#log img, #log script").CountAsync(), Is.Zero);
        Assert.That(await page.Page.TitleAsync(), Is.EqualTo("RtcPeer"));
    }
}
