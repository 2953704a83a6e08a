using System.Diagnostics.CodeAnalysis;

namespace RtcPeer.Peer.Piping;

/// <summary>
/// One end of a stream of bytes in each direction that outlives its connections, and knows what the other end has written.
/// It knows no channel and no clock: frames go in by <see cref="Receive"/> and out by <see cref="TryNext"/>, in order and
/// whole, over one connection after the other.
/// </summary>
/// <param name="outgoing">The direction from our stdin.</param>
/// <param name="terms">What we are ready for.</param>
internal sealed class Pipe(Outgoing outgoing, PipeTerms terms) : IDisposable
{
    private readonly Incoming _incoming = new(terms.Window, terms.Takes);
    private bool _isAttached;
    private bool _openTold;
    private bool _isOpen;
    private string? _leaving;
    private bool _leaveTold;

    public Outgoing Outgoing => outgoing;

    public Incoming Incoming => _incoming;

    /// <summary>What the other end's bytes are made of; null before it is there.</summary>
    public PipeFraming? Framing { get; private set; }

    /// <summary>Why the other end has ended before its time; null while it has not.</summary>
    public string? RemoteLeft { get; private set; }

    /// <summary>Whether nothing is left to be said or heard on this connection.</summary>
    public bool IsOver => (_openTold && HasAll && _incoming.IsSettled) || _leaveTold || RemoteLeft is not null;

    /// <summary>Whether all that was to go either way has done so, as far as there is anybody to take it.</summary>
    public bool HasAll => outgoing.State != OutgoingState.Flowing && _incoming is { IsComplete: true, IsCorrupt: false };

    /// <summary>There is another connection, on which nothing was said yet.</summary>
    public void Attach()
    {
        Detach();
        _isAttached = true;
        _incoming.Attach();
    }

    /// <summary>The connection is gone.</summary>
    public void Detach()
    {
        (_isAttached, _openTold, _isOpen) = (false, false, false);
        outgoing.Detach();
    }

    /// <summary>We end before our time: that is the last word.</summary>
    public void Leave(string reason) => _leaving ??= reason;

    /// <summary>What is to be sent next.</summary>
    /// <param name="maxSize">The most bytes that a frame may have.</param>
    /// <param name="frame">The frame.</param>
    public bool TryNext(int maxSize, [NotNullWhen(true)] out PipeFrame? frame)
    {
        frame = null;
        if (!_isAttached || _leaveTold)
        {
            return false;
        }

        if (!_openTold)
        {
            _openTold = true;
            frame = new PipeFrame.Open(_incoming.Received, terms.Window, terms.Takes, terms.Framing);
            return true;
        }

        if (_incoming.IsCorrupt)
        {
            Leave("the bytes written are not those that were sent");
        }

        if (_leaving is not null)
        {
            _leaveTold = true;
            frame = new PipeFrame.Leave(_leaving);
            return true;
        }

        return _isOpen && (_incoming.TryNext(out frame) || outgoing.TryNext(maxSize, out frame));
    }

    /// <summary>Takes what has come. False where it cannot be: the connection is of no use.</summary>
    public bool Receive(PipeFrame frame) => frame switch
    {
        _ when !_isAttached => true,
        PipeFrame.Open open when !_isOpen => Open(open),
        PipeFrame.Leave leave => SetLeft(leave.Reason),
        _ when !_isOpen => false,
        PipeFrame.Data data => _incoming.Receive(data.Bytes),
        PipeFrame.Confirmed confirmed => outgoing.Confirm(confirmed.Count),
        PipeFrame.End end => _incoming.ReceiveEnd(end),
        PipeFrame.Done done => outgoing.Finish(done),
        PipeFrame.Broken broken => outgoing.Break(broken.Count),
        _ => false,
    };

    public void Dispose()
    {
        outgoing.Dispose();
        _incoming.Dispose();
    }

    private bool Open(PipeFrame.Open open)
    {
        Framing = open.Framing;
        return _isOpen = outgoing.Open(open);
    }

    private bool SetLeft(string reason)
    {
        RemoteLeft ??= reason;
        return true;
    }
}
