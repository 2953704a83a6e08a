namespace RtcPeer.WebRtc.Channels;

/// <summary>
/// Messages that came before their channel was open, stream by stream in the order of their arrival. The other end of
/// a negotiated channel may have created it sooner than our application does.
/// </summary>
internal sealed class EarlyMessages(DataChannelOptions options)
{
    private readonly Dictionary<ushort, Queue<EarlyMessage>> _streams = [];
    private int _strays;
    private int _strayBytes;

    /// <summary>
    /// False if it is a stray and there are too many already. Messages of a channel that is known are bounded by the
    /// receive window alone.
    /// </summary>
    public bool TryAdd(ushort stream, in EarlyMessage message)
    {
        if (message.IsStray)
        {
            if (_strays >= options.MaxEarlyMessages || _strayBytes + message.WindowBytes > options.MaxEarlyBytes) return false;
            _strays++;
            _strayBytes += message.WindowBytes;
        }
        if (!_streams.TryGetValue(stream, out var queue)) _streams.Add(stream, queue = new());
        queue.Enqueue(message);
        return true;
    }

    /// <summary>The next message of that stream.</summary>
    public bool TryTake(ushort stream, out EarlyMessage message)
    {
        message = default;
        if (!_streams.TryGetValue(stream, out var queue)) return false;
        message = queue.Dequeue();
        if (queue.Count == 0) _streams.Remove(stream);
        if (message.IsStray)
        {
            _strays--;
            _strayBytes -= message.WindowBytes;
        }
        return true;
    }
}
