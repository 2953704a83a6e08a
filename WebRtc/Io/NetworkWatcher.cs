using System.Net;
using System.Net.NetworkInformation;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Tells when the addresses of this machine change. A change of networks comes as a burst of notices, which is waited out;
/// what is told then are the addresses, for whoever is told to compare.
/// </summary>
internal sealed class NetworkWatcher : IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(250);

    private readonly HostFilter _filter;
    private readonly Action<IReadOnlyList<IPAddress>> _onChange;
    private readonly Timer _timer;

    /// <param name="filter">The addresses of interest.</param>
    /// <param name="onChange">Called on a thread of the pool, with the addresses that can be host candidates.</param>
    public NetworkWatcher(HostFilter filter, Action<IReadOnlyList<IPAddress>> onChange)
    {
        _filter = filter;
        _onChange = onChange;
        _timer = new Timer(static state => ((NetworkWatcher)state!).Tell(), this, Timeout.Infinite, Timeout.Infinite);
        NetworkChange.NetworkAddressChanged += OnNotice;
    }

    /// <summary>A call that has begun may still come to its end afterwards.</summary>
    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnNotice;
        _timer.Dispose();
    }

    private void OnNotice(object? sender, EventArgs e)
    {
        try
        {
            _timer.Change(Calm, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The notice was on its way when nobody wanted it any more.
        }
    }

    private void Tell()
    {
        try
        {
            _onChange(HostAddresses.Find(_filter));
        }
        catch (NetworkInformationException)
        {
            // The interfaces change while they are read: another notice follows.
        }
    }
}
