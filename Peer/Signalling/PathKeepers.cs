using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// Keeps the connections alive whose channel is open, when the network beneath them changes. Negotiation as such is over by
/// then; what the relay still brings for these connections is taken here. Offers of other ends are answered in any case,
/// but only those who have said that they take a second offer are sent one.
/// </summary>
internal sealed class PathKeepers(string uuid, Announcer announcer, ILogger logger)
{
    /// <summary>Bounds what a room full of strangers can make us remember.</summary>
    private const int MaxKnown = 256;

    private readonly Dictionary<INegotiatedConnection, PathKeeper> _keepers = [];
    private readonly HashSet<string> _restarters = [];

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    public TimeSpan? NextDeadline => _keepers.Values.Min(keeper => keeper.NextDeadline);

    /// <summary>The channel of a connection is open.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="remote">Whom it is with.</param>
    /// <param name="isPolite">Whether it is we who give way where both ends offer: whoever was called.</param>
    public void Opened(INegotiatedConnection connection, string remote, bool isPolite) =>
        _keepers.TryAdd(connection, new PathKeeper(remote, connection, isPolite, announcer, logger));

    /// <summary>A connection is over.</summary>
    public void Ended(INegotiatedConnection connection) => _keepers.Remove(connection);

    /// <summary>
    /// Something is wrong with the path of a connection. False where nothing can be done about it, because the other end is
    /// not known to take a second offer.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isOtherNetwork">Our addresses are new, so that an offer which is out already has the wrong ones.</param>
    public bool TryRestart(INegotiatedConnection connection, bool isOtherNetwork)
    {
        if (!_keepers.TryGetValue(connection, out var keeper) || !_restarters.Contains(keeper.Remote))
        {
            return false;
        }

        if (keeper.IsOffering && !isOtherNetwork)
        {
            return true;
        }

        try
        {
            connection.RestartIce();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A connection asks for an offer.</summary>
    public void NegotiationNeeded(INegotiatedConnection connection, TimeSpan now)
    {
        if (_keepers.TryGetValue(connection, out var keeper) && !keeper.IsOffering)
        {
            keeper.Offer(now);
        }
    }

    /// <summary>Takes a message where it is for one of these connections.</summary>
    public bool TryReceive(SignallingMessage message)
    {
        if (message.TakesRestarts && message.Uuid != uuid && _restarters.Count < MaxKnown)
        {
            _restarters.Add(message.Uuid);
        }

        return message is SignallingMessage.Description { Renews: false } description
            && (message.To is null || message.To == uuid)
            && _keepers.Values.FirstOrDefault(keeper => keeper.Remote == message.Uuid) is { } keeper
            && keeper.TryReceive(description);
    }

    /// <summary>Takes a candidate that one of these connections has found.</summary>
    public bool TryTell(INegotiatedConnection connection, RtcIceCandidate candidate) =>
        _keepers.TryGetValue(connection, out var keeper) && keeper.TryTell(candidate);

    /// <summary>The relay was joined, perhaps again.</summary>
    public void Joined()
    {
        foreach (var keeper in _keepers.Values)
        {
            keeper.Joined();
        }
    }

    public void Tick(TimeSpan now)
    {
        foreach (var keeper in _keepers.Values)
        {
            keeper.Tick(now);
        }
    }
}
