using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Whether a receiving thread stays awake for the next datagram. To be woken takes longer than to answer; so where the
/// application answers on this thread, and the other end answers that at once, sleeping would be most of the round trip.
/// Any wait that was long ends it: an idle connection costs nothing, and one in bulk has other threads to do its work.
/// </summary>
/// <param name="hasOtherCore">Without one, whoever stays awake keeps the other end from answering.</param>
internal sealed class Alertness(bool hasOtherCore)
{
    /// <summary>For how long to stay awake: the other end may have to be woken, until it stays awake as well.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// So often in a row may it have been in vain. If the other end has to run on this very core, that is enough for the
    /// system to move one of the two, where a core is free.
    /// </summary>
    private const int MaxFailures = 32;

    /// <summary>For so many datagrams it is not tried after that, and for twice as many each time.</summary>
    private const int MinRest = 256;
    private const int MaxRest = 65_536;

    /// <summary>The longest wait that counts as an answer at once: two awakenings are in it, as long as both ends sleep.</summary>
    private static readonly TimeSpan QuickWait = TimeSpan.FromMicroseconds(250);

    /// <summary>Where an answer comes that fast to who sleeps, as between two processes of one core, awakening is cheap.</summary>
    private static readonly TimeSpan CheapWait = TimeSpan.FromMicroseconds(40);

    private Instant _waitingSince;
    private bool _wasQuick;
    private bool _hasAnswered;
    private bool _isAwakeningDear;
    private bool _stayedAwake;
    private int _failures;
    private int _rest;
    private int _nextRest = MinRest;

    /// <summary>The other end has answered at once the last time, and was answered: it is likely to do so again.</summary>
    public bool IsDialogue { get; private set; }

    /// <summary>A wait begins: whether to stay awake.</summary>
    public bool BeginWait(Instant now)
    {
        _waitingSince = now;
        _stayedAwake = false;
        IsDialogue = _wasQuick && _hasAnswered;
        if (!IsDialogue || !_isAwakeningDear || !hasOtherCore) return false;
        if (_rest > 0)
        {
            _rest--;
            return false;
        }
        return _stayedAwake = true;
    }

    /// <summary>The thread stayed awake, and a datagram came while it did, or not.</summary>
    public void OnStayedAwake(bool hasCome)
    {
        _failures = hasCome ? 0 : _failures + 1;
        if (hasCome) _nextRest = MinRest;
        if (_failures < MaxFailures) return;
        _failures = 0;
        _rest = _nextRest;
        _nextRest = Math.Min(2 * _nextRest, MaxRest);
    }

    /// <summary>A datagram has come.</summary>
    public void EndWait(Instant now)
    {
        var wait = now - _waitingSince;
        _wasQuick = wait < QuickWait;
        if (!_stayedAwake) _isAwakeningDear = wait > CheapWait;
        _hasAnswered = false;
    }

    /// <summary>The application has answered on this thread.</summary>
    public void OnAnswered() => _hasAnswered = true;
}
