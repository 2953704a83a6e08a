using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Session;

/// <summary>How far an ICE restart of ours has come (RFC 8445 section 9, W3C WebRTC restartIce).</summary>
internal sealed class IceRestart
{
    private IceCredentials? _created;
    private bool _isOffered;
    private bool _isAsked;

    /// <summary>The next offer is to bring new credentials.</summary>
    public bool IsWanted
    {
        get;
        set
        {
            field = value;
            _isAsked = false;
        }
    }

    /// <summary>What an offer that is made now carries.</summary>
    public IceCredentials CredentialsToOffer(IceAgent ice)
    {
        if (IsWanted) _created ??= ice.CreateCredentials();
        return _created ?? ice.LocalCredentials;
    }

    /// <summary>Our offer is set: if it carries new credentials, the agent begins anew with them.</summary>
    public bool TryOffer(IceAgent ice)
    {
        if (_created is not { } created) return false;
        _created = null;
        _isOffered = true;
        IsWanted = false;
        ice.Restart(created);
        return true;
    }

    /// <summary>Our offer was answered.</summary>
    public void OnAnswered() => _isOffered = false;

    /// <summary>An offer of the other end takes the place of ours, if ours is out: what it was for is wanted still.</summary>
    public void RollBack(IceAgent ice)
    {
        _created = null;
        if (!_isOffered) return;
        _isOffered = false;
        IsWanted = true;
        ice.UndoRestart();
    }

    /// <summary>The other end restarts: that is a restart of ours as well.</summary>
    public void OnAccepted() => IsWanted = false;

    /// <summary>Asks for an offer when it is time for one, once for each wish.</summary>
    public void Ask(SignalingState state, Queue<SessionEvent> events)
    {
        if (!IsWanted || _isAsked || state != SignalingState.Stable) return;
        _isAsked = true;
        events.Enqueue(new SessionEvent.NegotiationNeeded());
    }
}
