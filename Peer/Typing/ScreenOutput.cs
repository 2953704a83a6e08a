using System.Text;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Typing;

/// <summary>stdout as lines above the one that is being typed.</summary>
internal sealed class ScreenOutput(TerminalScreen screen) : HalfStream
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        screen.WriteLines(Encoding.UTF8.GetString(buffer.Span));
        return ValueTask.CompletedTask;
    }
}
