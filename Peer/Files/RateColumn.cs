using Spectre.Console;
using Spectre.Console.Rendering;

namespace RtcPeer.Peer.Files;

/// <summary>How fast bytes go at the moment, in the units of the rest.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } rate ? $"{SizeText.Of(rate)}/s" : "");
}
