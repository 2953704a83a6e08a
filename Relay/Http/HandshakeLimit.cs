using System.Net;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Http;

/// <summary>
/// Bounds the connections whose request is not answered yet. Over a limit it is not the newest that has to go but the one
/// that has taken longest: in a flood of connections that say nothing, whoever does speak is answered in time.
/// </summary>
/// <param name="max">How many there may be in all; 0 sets no limit.</param>
/// <param name="maxPerAddress">How many one address may have; 0 sets no limit.</param>
internal sealed class HandshakeLimit(int max, int maxPerAddress)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _all = [];
    private readonly Dictionary<AddressKey, LinkedList<Entry>> _perAddress = [];

    /// <summary>Lets a connection in, and others go if it is one too many. The result is disposed of when its request is
    /// answered or it has ended.</summary>
    /// <param name="address">Where the client is.</param>
    /// <param name="cut">Ends the connection; is called without waiting for anything, at most once.</param>
    public IDisposable Enter(IPAddress address, Action cut)
    {
        var entry = new Entry(this, AddressKey.Of(address), cut);
        Entry? oldest = null;
        lock (_lock)
        {
            if (!_perAddress.TryGetValue(entry.Address, out var ofAddress))
            {
                _perAddress.Add(entry.Address, ofAddress = []);
            }

            if (maxPerAddress > 0 && ofAddress.Count >= maxPerAddress)
            {
                oldest = ofAddress.First!.Value;
            }
            else if (max > 0 && _all.Count >= max)
            {
                oldest = _all.First!.Value;
            }

            if (oldest is not null)
            {
                // Under the lock, which its Dispose waits for: it has not ended before it is cut.
                Remove(oldest);
                oldest.Cut();
            }

            _all.AddLast(entry.InAll);

            // The oldest may have been the last of this address.
            _perAddress.TryAdd(entry.Address, ofAddress);
            ofAddress.AddLast(entry.InAddress);
        }

        return entry;
    }

    private void Remove(Entry entry)
    {
        if (entry.InAll.List is null)
        {
            return;
        }

        _all.Remove(entry.InAll);
        var ofAddress = _perAddress[entry.Address];
        ofAddress.Remove(entry.InAddress);
        if (ofAddress.Count == 0)
        {
            _perAddress.Remove(entry.Address);
        }
    }

    private sealed class Entry : IDisposable
    {
        private readonly HandshakeLimit _limit;

        public Entry(HandshakeLimit limit, AddressKey address, Action cut)
        {
            (_limit, Address, Cut) = (limit, address, cut);
            (InAll, InAddress) = (new(this), new(this));
        }

        public AddressKey Address { get; }

        public Action Cut { get; }

        public LinkedListNode<Entry> InAll { get; }

        public LinkedListNode<Entry> InAddress { get; }

        public void Dispose()
        {
            lock (_limit._lock)
            {
                _limit.Remove(this);
            }
        }
    }
}
