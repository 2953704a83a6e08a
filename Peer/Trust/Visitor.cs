using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Trust;

/// <summary>A connection whose channel is open, and how far it is known who is at its other end.</summary>
internal sealed class Visitor(INegotiatedConnection connection, string remote, TrustExchange exchange, TimeSpan now)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _until = now + Patience;
    private TimeSpan _next = now + Interval;

    public INegotiatedConnection Connection => connection;

    public string Remote => remote;

    public TrustExchange Exchange => exchange;

    /// <summary>Completes when the other end has said something, which it does not before it has the channel.</summary>
    public Task Announced => _announced.Task;

    /// <summary>The conversation may have begun.</summary>
    public bool IsLetIn { get; set; }

    /// <summary>The exchange has come to its end, and what follows from it has been done, or a person is asked.</summary>
    public bool IsSettled { get; set; }

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    public TimeSpan? NextDeadline => IsSettled ? null : _next < _until ? _next : _until;

    /// <summary>Takes a step of the other end; false where it is none of this exchange.</summary>
    public bool TryReceive(TrustStep step)
    {
        if (!exchange.TryReceive(step))
        {
            return false;
        }

        _announced.TrySetResult();
        return true;
    }

    /// <summary>Repeats what is not answered; false where it has taken too long.</summary>
    public bool Tick(TimeSpan now)
    {
        if (IsSettled)
        {
            return true;
        }

        if (now >= _next)
        {
            _next = now + Interval;
            exchange.Repeat();
        }

        return now < _until;
    }
}
