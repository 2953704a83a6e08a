using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>What an allocation is made with.</summary>
internal sealed record TurnOptions
{
    public required string Username { get; init; }

    public required string Password { get; init; }

    /// <summary>The server is reached over TCP or TLS: nothing is sent twice, and ChannelData is padded.</summary>
    public bool IsStream { get; init; }

    /// <summary>Whether an address of IPv6 is asked for beside that of IPv4, or where there is none of IPv4.</summary>
    public bool AllowsIPv6 { get; init; } = true;

    /// <summary>The first wait for an answer over UDP. RFC 8489 section 6.2.1 has 500 ms.</summary>
    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a request is sent before the server counts as gone.</summary>
    public int MaxRequests { get; init; } = StunRetransmission.DefaultMaxRequests;

    /// <summary>How long an answer may take over a stream. RFC 8489 section 6.2.2 has 39.5 s.</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a request may be challenged for credentials or a fresh nonce.</summary>
    public int MaxChallenges { get; init; } = 3;

    /// <summary>How long before its end an allocation is refreshed, or half its lifetime if that is shorter.</summary>
    public TimeSpan RefreshMargin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// When permissions and channels are renewed. A permission lives 5 minutes, a channel 10, and binding a channel
    /// again renews both (RFC 8656 sections 9 and 12).
    /// </summary>
    public TimeSpan PeerRefreshInterval { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Addresses of the other end that are sent to at one time.</summary>
    public int MaxPeers { get; init; } = 96;
}
