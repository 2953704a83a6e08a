namespace RtcPeer.WebRtc.Ice;

/// <summary>A ring of the answers that wait to be sent.</summary>
internal sealed class PendingResponses(int capacity)
{
    private readonly PendingResponse[] _ring = new PendingResponse[capacity];
    private int _first;
    private int _count;

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count == _ring.Length;

    public void Add(in PendingResponse response) => _ring[(_first + _count++) % _ring.Length] = response;

    public bool TryTake(out PendingResponse response)
    {
        response = default;
        if (_count == 0) return false;
        response = _ring[_first];
        _first = (_first + 1) % _ring.Length;
        _count--;
        return true;
    }

    public void Clear() => _count = 0;
}
