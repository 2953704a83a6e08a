using System.Net;
using System.Net.NetworkInformation;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// Tells when the addresses of this machine change. A change of networks comes as a burst of notices, which is waited out;
/// what is told then are the addresses, for whoever is told to compare. Not every system gives notice (some containers do
/// not), so that we also look by ourselves now and then, which costs about a millisecond.
/// </summary>
internal sealed class NetworkWatcher : IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Func<IReadOnlyList<IPAddress>> _find;
    private readonly Action<IReadOnlyList<IPAddress>> _onChange;
    private readonly TimeSpan _betweenLooks;
    private readonly Timer _timer;
    private HashSet<IPAddress> _seen = [];
    private volatile bool _hasNotice;

    /// <param name="filter">The addresses of interest.</param>
    /// <param name="onChange">Called on a thread of the pool, with the addresses that can be host candidates.</param>
    public NetworkWatcher(HostFilter filter, Action<IReadOnlyList<IPAddress>> onChange)
        : this(() => HostAddresses.Find(filter), onChange, BetweenLooks)
    {
        try
        {
            NetworkChange.NetworkAddressChanged += OnNotice;
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            // Without notices, looking has to do.
        }
    }

    /// <summary>Without the system's notices.</summary>
    internal NetworkWatcher(
        Func<IReadOnlyList<IPAddress>> find, Action<IReadOnlyList<IPAddress>> onChange, TimeSpan betweenLooks)
    {
        _find = find;
        _onChange = onChange;
        _betweenLooks = betweenLooks;
        _timer = new Timer(static state => ((NetworkWatcher)state!).Look(), this, Timeout.Infinite, Timeout.Infinite);
        _timer.Change(betweenLooks, betweenLooks);
    }

    /// <summary>A call that has begun may still come to its end afterwards.</summary>
    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnNotice;
        _timer.Dispose();
    }

    private void OnNotice(object? sender, EventArgs e)
    {
        _hasNotice = true;
        try
        {
            _timer.Change(Calm, _betweenLooks);
        }
        catch (ObjectDisposedException)
        {
            // The notice was on its way when nobody wanted it any more.
        }
    }

    private void Look()
    {
        try
        {
            if (TryFindNews(out var addresses)) _onChange(addresses);
        }
        catch (NetworkInformationException)
        {
            // The interfaces change while they are read: the next look tells.
        }
    }

    /// <summary>False where nothing is known to have changed. (What the first look finds may be new to whoever is told.)</summary>
    private bool TryFindNews(out IReadOnlyList<IPAddress> addresses)
    {
        lock (_lock)
        {
            var hasNotice = _hasNotice;
            _hasNotice = false;
            addresses = _find();
            if (!hasNotice && _seen.SetEquals(addresses)) return false;
            _seen = [.. addresses];
            return true;
        }
    }
}
