using RtcPeer.Peer.Options;
using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Conversing;

/// <summary>stdin, as far as it was read.</summary>
/// <param name="stream">stdin.</param>
/// <param name="isTerminal">Whether somebody types it.</param>
/// <param name="framing">What it is made of.</param>
internal sealed class Input(Stream stream, bool isTerminal, PipeFraming framing)
{
    /// <summary>What may be on its way to the other ends, in bytes: it bounds memory, and what a long path carries.</summary>
    private const long Capacity = 16 * 1024 * 1024;

    /// <summary>How long a stdin may be silent before it counts as one that has nothing to say.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public Stream Stream => stream;

    public bool IsTerminal => isTerminal;

    public PipeFraming Framing => framing;

    /// <summary>What was read, for those who may need it again.</summary>
    public Tape Tape { get; } = new(Capacity, SeparatorOf(framing));

    /// <summary>Whether it has brought anything.</summary>
    public bool HasSpoken => Tape.End > 0;

    public static byte? SeparatorOf(PipeFraming framing) => framing switch
    {
        PipeFraming.Lines => LineReader.Lf,
        PipeFraming.Null => LineReader.Nul,
        _ => null,
    };

    /// <summary>
    /// Whether, with so many bytes of it sent to a peer and none to come, we only listen to that peer: then it is for that end
    /// to say when it has said enough.
    /// </summary>
    public bool OnlyListens(long sent, PeerOptions options) =>
        !options.Awaits && (options.Drain || options.ReceiveOnly || (sent == 0 && !isTerminal && (options.Keep || !HasSpoken)));

    /// <summary>
    /// Whether it keeps the conversation going when the other end has nothing more to say: as long as it is no terminal, and
    /// has brought something.
    /// </summary>
    public async Task<bool> HoldsAsync(CancellationToken cancellationToken) => !isTerminal && await SpeaksAsync(cancellationToken);

    /// <summary>Whether it has brought anything. One that is silent is given a moment to begin.</summary>
    public async Task<bool> SpeaksAsync(CancellationToken cancellationToken)
    {
        var spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tape.Grew += OnGrew;
        try
        {
            if (!HasSpoken && !Tape.State.IsComplete)
            {
                await Task.WhenAny(spoken.Task, Task.Delay(Grace, cancellationToken));
            }
        }
        finally
        {
            Tape.Grew -= OnGrew;
        }

        return HasSpoken;

        void OnGrew() => spoken.TrySetResult();
    }
}
