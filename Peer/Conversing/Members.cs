namespace RtcPeer.Peer.Conversing;

/// <summary>The peers of a conversation, who may come and go while it lasts.</summary>
/// <param name="patience">How long one who takes nothing at all may hold up the others.</param>
internal sealed class Members(TimeSpan patience)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Member[] _present = [];
    private volatile bool _wereSeveral;

    public TimeSpan Patience => patience;

    /// <summary>Those who are there now.</summary>
    public IReadOnlyList<Member> Present => _present;

    /// <summary>Whether there has ever been more than one at a time.</summary>
    public bool WereSeveral => _wereSeveral;

    /// <summary>Completes when the last one has gone.</summary>
    public Task AllGone => _allGone.Task;

    public void Add(Member member)
    {
        lock (_lock)
        {
            _present = [.. _present, member];
            _wereSeveral |= _present.Length > 1;
        }
    }

    public void Remove(Member member)
    {
        lock (_lock)
        {
            _present = [.. _present.Where(present => present != member)];
            if (_present.Length == 0)
            {
                _allGone.TrySetResult();
            }
        }
    }
}
