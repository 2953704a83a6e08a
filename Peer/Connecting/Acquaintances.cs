namespace RtcPeer.Peer.Connecting;

/// <summary>
/// The peers of the conversation: whose certificate was seen when they were let in, and whose connection is lost and to be
/// replaced by another. Who comes again with the same certificate is the same process.
/// </summary>
internal sealed class Acquaintances
{
    private readonly Dictionary<string, string?> _fingerprints = [];
    private readonly HashSet<ChannelConnection> _lost = [];

    /// <summary>Notes by what the other end will be known.</summary>
    public ChannelConnection LetIn(ChannelConnection connection)
    {
        _fingerprints[connection.Remote] = connection.RemoteFingerprint;
        return connection;
    }

    /// <summary>A connection is up; whether its other end was let in before.</summary>
    public bool Meet(ChannelConnection connection)
    {
        _lost.RemoveWhere(lost => lost.Remote == connection.Remote);
        return _fingerprints.GetValueOrDefault(connection.Remote) is { } known && known == connection.RemoteFingerprint;
    }

    public void Lose(ChannelConnection connection) => _lost.Add(connection);

    /// <summary>A conversation is over; whether another connection was waited for.</summary>
    public bool Forget(ChannelConnection connection)
    {
        _fingerprints.Remove(connection.Remote);
        return _lost.Remove(connection);
    }
}
