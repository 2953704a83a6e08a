using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>
/// Who sends small messages one right after the other has them gathered, so that many share a packet: Nagle's idea (RFC
/// 9260 section 6.1 allows for it), but only once a run of them is recognised, and not for longer than the other end
/// takes to answer, or <see cref="Limit"/>. A message that comes alone, answers something or is one of a few waits for
/// nothing.
/// </summary>
internal sealed class Gathering
{
    /// <summary>How long messages are kept back where nothing comes from the other end.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1);

    /// <summary>Messages that follow each other faster are of one run.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMicroseconds(50);

    /// <summary>So many of a run go at once before the next is kept back.</summary>
    private const int Head = 8;

    /// <summary>When so much waits, it goes: by then a packet costs little in comparison.</summary>
    private const int MaxMessages = 64;
    private const int MaxBytes = 16 * 1024;

    private int _run;
    private Instant _last;

    /// <summary>When what is kept back goes at the latest; never, where nothing is.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    public bool IsKeepingBack => Deadline != Instant.Never;

    /// <summary>A message has been accepted.</summary>
    /// <param name="isAlone">Nothing is on its way that the other end will answer soon.</param>
    /// <param name="messages">How many wait now.</param>
    /// <param name="bytes">And how much that is.</param>
    /// <param name="now">When.</param>
    public void OnMessage(bool isAlone, long messages, long bytes, Instant now)
    {
        _run = isAlone || now - _last > LongestPause ? 0 : _run + 1;
        _last = now;
        if (_run < Head || messages >= MaxMessages || bytes >= MaxBytes) End();
        else if (!IsKeepingBack) Deadline = now + Limit;
    }

    /// <summary>All that waits may go.</summary>
    public void End() => Deadline = Instant.Never;

    public void Tick(Instant now)
    {
        if (Deadline <= now) End();
    }
}
