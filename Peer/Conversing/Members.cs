namespace RtcPeer.Peer.Conversing;

/// <summary>The peers of a conversation, who may come and go while it lasts.</summary>
/// <param name="patience">How long one who takes nothing at all may hold up the others.</param>
internal sealed class Members(TimeSpan patience)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Member[] _present = [];
    private volatile PlainMember[] _plain = [];
    private volatile bool _wereSeveral;

    public TimeSpan Patience => patience;

    /// <summary>Those who are there now.</summary>
    public IReadOnlyList<Member> Present => _present;

    /// <summary>Those of them that take messages.</summary>
    public PlainMember[] Plain => _plain;

    /// <summary>Whether there has ever been more than one at a time.</summary>
    public bool WereSeveral => _wereSeveral;

    /// <summary>Completes when the last one has gone.</summary>
    public Task AllGone => _allGone.Task;

    /// <summary>Completes when there is at least one.</summary>
    public Task Somebody => _somebody.Task;

    public void Add(Member member)
    {
        lock (_lock)
        {
            Set([.. _present, member]);
            _wereSeveral |= _present.Length > 1;
            _somebody.TrySetResult();
        }
    }

    public void Remove(Member member)
    {
        lock (_lock)
        {
            Set([.. _present.Where(present => present != member)]);
            if (_present.Length == 0)
            {
                _somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _allGone.TrySetResult();
            }
        }
    }

    private void Set(Member[] present)
    {
        _plain = [.. present.OfType<PlainMember>()];
        _present = present;
    }
}
