using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// Derives the state of the whole from the states of ICE and DTLS (W3C WebRTC, RTCPeerConnectionState). What ICE gives up
/// a restart may bring back; every other end is final.
/// </summary>
internal sealed class SessionProgress(Queue<SessionEvent> events)
{
    public SessionState State { get; private set; }

    /// <summary>Nothing leads back from here.</summary>
    public bool HasEnded { get; private set; }

    public void OnIce(IceState ice, bool isSecured)
    {
        if (HasEnded) return;
        switch (ice)
        {
            case IceState.Checking when State == SessionState.New:
            case IceState.New or IceState.Checking when State == SessionState.Failed:
            case IceState.Connected or IceState.Completed when State == SessionState.Failed && !isSecured:
                Change(SessionState.Connecting, null);
                break;
            case IceState.Connected or IceState.Completed when State != SessionState.Connected && isSecured:
                Change(SessionState.Connected, null);
                break;
            case IceState.Disconnected when State == SessionState.Connected:
                Change(SessionState.Disconnected, null);
                break;
            case IceState.Failed:
                Change(SessionState.Failed, isSecured ? SessionFailure.PathLost : SessionFailure.NoPath);
                break;
        }
    }

    public void OnSecured()
    {
        if (!HasEnded) Change(SessionState.Connected, null);
    }

    /// <summary>False if it has ended before.</summary>
    public bool TryEnd(SessionState state, SessionFailure? failure)
    {
        if (HasEnded) return false;
        HasEnded = true;
        Change(state, failure);
        return true;
    }

    private void Change(SessionState state, SessionFailure? failure)
    {
        State = state;
        events.Enqueue(new SessionEvent.StateChanged(state, failure));
    }
}
