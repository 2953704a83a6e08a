using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// A callee that takes the calls of several peers, at the same time and one after the other. To each of them it is a
/// callee like any other: a negotiator of its own takes the call, and one waits for the next.
/// </summary>
/// <param name="capacity">How many calls there may be at a time.</param>
/// <param name="negotiator">Makes the negotiator of a callee; all of them speak under one name.</param>
internal sealed class Reception(int capacity, Func<Negotiator> negotiator) : INegotiator
{
    private readonly Dictionary<string, Negotiator> _calls = [];
    private Negotiator? _waiting = negotiator();
    private bool _isClosed;

    public IEnumerable<string> Remotes => _calls.Keys;

    public bool MetCallee => All.Any(call => call.MetCallee);

    public string? Refusal => All.Select(call => call.Refusal).FirstOrDefault(refusal => refusal is not null);

    public TimeSpan? NextDeadline => All.Min(call => call.NextDeadline);

    private IEnumerable<Negotiator> All => _waiting is null ? _calls.Values : _calls.Values.Append(_waiting);

    public void Joined(TimeSpan now)
    {
        foreach (var call in All.ToList())
        {
            call.Joined(now);
        }
    }

    public void Receive(SignallingMessage message, TimeSpan now)
    {
        var call = _calls.GetValueOrDefault(message.Uuid) ?? _waiting;
        call?.Receive(message, now);
        Sort(now);
    }

    public void LocalCandidate(INegotiatedConnection connection, RtcIceCandidate candidate) =>
        Find(connection)?.LocalCandidate(connection, candidate);

    public bool IsCurrent(INegotiatedConnection connection) => Find(connection) is not null;

    public string? RemoteOf(INegotiatedConnection connection) => Find(connection)?.RemoteOf(connection);

    public void Opened(INegotiatedConnection connection) => Find(connection)?.Opened(connection);

    public bool TryStartOver(INegotiatedConnection connection, TimeSpan now)
    {
        Find(connection)?.TryStartOver(connection, now);
        Sort(now);
        return true;
    }

    public void NetworkChanged(INegotiatedConnection connection, TimeSpan now)
    {
        Find(connection)?.NetworkChanged(connection, now);
        Sort(now);
    }

    public void Ended(INegotiatedConnection connection, bool parted)
    {
        if (Find(connection)?.RemoteOf(connection) is { } remote)
        {
            _calls.Remove(remote);
        }
    }

    public void Renew(INegotiatedConnection connection, TimeSpan now) => Find(connection)?.Renew(connection, now);

    public void Abandon(string remote)
    {
        if (_calls.Remove(remote, out var call))
        {
            call.Abandon(remote);
        }
    }

    /// <summary>No other call is taken.</summary>
    public void StopCalling()
    {
        _isClosed = true;
        _waiting = null;
    }

    public void Tick(TimeSpan now)
    {
        foreach (var call in All.ToList())
        {
            call.Tick(now);
        }

        Sort(now);
    }

    private Negotiator? Find(INegotiatedConnection connection) => All.FirstOrDefault(call => call.IsCurrent(connection));

    /// <summary>Who has taken a call no longer waits, whose call has come to nothing is done, and somebody waits if there is room.</summary>
    private void Sort(TimeSpan now)
    {
        foreach (var (remote, call) in _calls.ToList())
        {
            if (!call.Remotes.Any())
            {
                _calls.Remove(remote);
            }
        }

        var wasFull = _waiting is null;
        if (_waiting?.Remotes.FirstOrDefault() is { } caller)
        {
            _calls.Add(caller, _waiting);
            _waiting = null;
        }

        if (_waiting is null && !_isClosed && _calls.Count < capacity)
        {
            _waiting = negotiator();
            if (wasFull)
            {
                // For those whose offers were heard by nobody.
                _waiting.Joined(now);
            }
        }
    }
}
