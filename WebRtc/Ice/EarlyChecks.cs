using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Checks that came before the other end's credentials, as they do when the answer is slower than the checks (RFC 8445
/// section 7.3). They have been answered; the checks they trigger have to wait.
/// </summary>
internal sealed class EarlyChecks(int capacity)
{
    private readonly List<Entry> _entries = [];

    public bool Contains(in TransportPath path)
    {
        foreach (var entry in _entries)
        {
            if (entry.Check.Path == path) return true;
        }
        return false;
    }

    /// <summary>
    /// Keeps one check a path; what is too much is forgotten, and will be sent again by the other end.
    /// </summary>
    public void Add(in InboundCheck check, ReadOnlySpan<byte> remoteFragment)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Check.Path != check.Path) continue;
            var nominates = check.Nominates || _entries[i].Check.Nominates;
            _entries[i] = _entries[i] with { Check = check with { Nominates = nominates } };
            return;
        }
        if (_entries.Count < capacity) _entries.Add(new Entry(check, Encoding.UTF8.GetString(remoteFragment)));
    }

    /// <summary>
    /// Hands out the checks of the credentials that are now known, one by one, and forgets the others.
    /// </summary>
    public bool TryTake(string remoteFragment, out InboundCheck check)
    {
        while (_entries.Count > 0)
        {
            var entry = _entries[^1];
            _entries.RemoveAt(_entries.Count - 1);
            check = entry.Check;
            if (entry.RemoteFragment == remoteFragment) return true;
        }
        check = default;
        return false;
    }

    private readonly record struct Entry(InboundCheck Check, string RemoteFragment);
}
