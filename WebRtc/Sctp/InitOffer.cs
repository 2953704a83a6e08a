namespace RtcPeer.WebRtc.Sctp;

/// <summary>
/// What an INIT announces. There are ends that answer a parameter which they do not know by an ABORT or by silence, so
/// each attempt that fails announces less than the one before; but an end that announces the same itself knows it.
/// </summary>
/// <param name="wanted">All that we can do, or are asked to.</param>
internal sealed class InitOffer(PeerFeatures wanted)
{
    /// <summary>So many INITs without an answer announce everything.</summary>
    private const int FullAttempts = 3;

    /// <summary>After so many without an answer, every other one announces nothing.</summary>
    private const int BasicAttempts = 5;

    private readonly PeerFeatures _wanted = wanted;
    private bool _isUnderstood;
    private bool _wasRefused;

    public PeerFeatures Current { get; private set; } = wanted;

    /// <summary>An INIT ACK answers an end that has offered to talk, so it always announces what every one knows.</summary>
    public PeerFeatures InAnswer => Current | PeerFeatures.Basic;

    /// <summary>The INIT was answered by an ABORT: false when there is nothing left to leave out.</summary>
    public bool TryLower()
    {
        if (Current == PeerFeatures.None) return false;
        Current = (Current & ~PeerFeatures.Basic) != 0 ? PeerFeatures.Basic : PeerFeatures.None;
        _wasRefused = true;
        return true;
    }

    /// <summary>So many INITs were not answered.</summary>
    public void OnSilence(int attempts)
    {
        if (_isUnderstood || attempts < FullAttempts) return;
        var isBare = attempts >= BasicAttempts && attempts % 2 == 1;
        if (!_wasRefused) Current = isBare ? PeerFeatures.None : PeerFeatures.Basic;
    }

    /// <summary>The other end's INIT came: true when it shows that it knows more than we announce by now.</summary>
    public bool TryRaise(PeerFeatures announced)
    {
        if (_wasRefused || (announced & _wanted & ~PeerFeatures.Basic) == 0) return false;
        _isUnderstood = true;
        if (Current == _wanted) return false;
        Current = _wanted;
        return true;
    }
}
