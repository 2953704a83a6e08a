namespace RtcPeer.WebRtc.Sctp;

/// <summary>State per stream, made when the stream is first used: two steps of indexing instead of a hash.</summary>
internal sealed class StreamTable<T>
    where T : class
{
    private const int PageBits = 8;

    private readonly T?[]?[] _pages = new T?[]?[1 << 16 - PageBits];

    public T? Find(ushort stream) => _pages[stream >> PageBits]?[stream & (1 << PageBits) - 1];

    public void Set(ushort stream, T value) =>
        (_pages[stream >> PageBits] ??= new T?[1 << PageBits])[stream & (1 << PageBits) - 1] = value;

    /// <summary>All that were made, by number.</summary>
    public IEnumerable<T> All()
    {
        foreach (var page in _pages)
        {
            if (page is null) continue;
            foreach (var value in page)
            {
                if (value is not null) yield return value;
            }
        }
    }
}
