namespace RtcPeer.Peer.Signalling;

/// <summary>How long to wait before something is said or tried again.</summary>
internal static class RepeatPolicy
{
    /// <summary>Between an offer and its first repetition.</summary>
    public static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(3);

    /// <summary>After the first failure of a call.</summary>
    public static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(10);

    /// <summary>The interval after this one.</summary>
    public static TimeSpan Longer(TimeSpan interval) => interval * 1.5 < MaxInterval ? interval * 1.5 : MaxInterval;
}
