using System.Threading.Channels;

namespace RtcPeer.Peer.Conversing;

/// <summary>Wakes one who waits because there may be something to do; many calls may be one wake-up.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>There will be nothing more to do.</summary>
    public void End() => _set.Writer.TryComplete();

    /// <summary>Waits; false when there will be nothing more to do.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        var isSet = await _set.Reader.WaitToReadAsync(cancellationToken);
        _set.Reader.TryRead(out _);
        return isSet;
    }
}
