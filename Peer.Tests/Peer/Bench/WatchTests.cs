using NUnit.Framework;
using RtcPeer.Peer.Bench;

namespace RtcPeer.Peer.Tests.Peer.Bench;

[CancelAfter(30_000)]
public class WatchTests
{
    [Test]
    public async Task What_stands_still_for_too_long_is_noticed(CancellationToken ct)
    {
        var activity = new Activity();
        activity.Begin("sending");
        Assert.That(await new Watch(activity, terminal: null).RunAsync(TimeSpan.FromMilliseconds(500), ct));
    }

    [Test]
    public async Task It_stops_when_told_to_and_leaves_no_line_on_the_terminal()
    {
        using var stop = new CancellationTokenSource();
        using var terminal = new Terminal(stop.Cancel);
        var activity = new Activity();
        activity.Begin("sending");
        Assert.That(await new Watch(activity, terminal).RunAsync(patience: null, stop.Token), Is.False);
        Assert.That(terminal.ToString(), Does.Match(@"^\r\e\[Ksending: \S+ MB/s").And.EndsWith("\r\e[K"));
    }

    /// <summary>Acts when it is first written to.</summary>
    private sealed class Terminal(Action written) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            written();
        }
    }
}
