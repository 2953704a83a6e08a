namespace RtcPeer.Peer.Trust;

/// <summary>Somebody who compares the number that both ends show.</summary>
internal interface IVerifier
{
    /// <summary>Whether the other end shows the same number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="remote">What the other end calls itself; any text at all.</param>
    /// <param name="cancellationToken">It is no longer asked for.</param>
    Task<bool> IsSameAsync(string number, string remote, CancellationToken cancellationToken);
}
