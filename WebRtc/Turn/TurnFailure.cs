using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>Why there is no allocation, or none any more.</summary>
/// <param name="Code">The server's error; null where the server said nothing.</param>
/// <param name="Message">What that means, for people.</param>
/// <param name="MayPass">Whether it is worth trying again later.</param>
internal sealed record TurnFailure(StunErrorCode? Code, string Message, bool MayPass)
{
    public static readonly TurnFailure NoAnswer = new(null, "does not answer", true);

    public static readonly TurnFailure ConnectionLost = new(null, "closed the connection", true);

    public static readonly TurnFailure Unusable = new(null, "gave an answer that cannot be used", false);

    /// <summary>The errors of RFC 8656 section 19 by name. The server's own words are not for our users' terminals.</summary>
    public static TurnFailure Of(StunErrorCode code) => code switch
    {
        StunErrorCode.TryAlternate => new(code, "names another server to use, too many times", false),
        StunErrorCode.BadRequest => new(code, "found the request malformed", false),
        StunErrorCode.Unauthenticated => new(code, "refused the credentials", false),
        StunErrorCode.Forbidden => new(code, "forbids it", false),
        StunErrorCode.UnknownAttribute => new(code, "does not know what it was asked for", false),
        StunErrorCode.AllocationMismatch => new(code, "does not know the allocation", true),
        StunErrorCode.StaleNonce => new(code, "finds every nonce stale", true),
        StunErrorCode.AddressFamilyNotSupported => new(code, "has no address of that family", false),
        StunErrorCode.WrongCredentials => new(code, "holds the allocation for other credentials", false),
        StunErrorCode.UnsupportedTransport => new(code, "does not relay UDP", false),
        StunErrorCode.AllocationQuotaReached => new(code, "has given this user all allocations that it may have", true),
        StunErrorCode.InsufficientCapacity => new(code, "has no capacity left", true),
        StunErrorCode.ServerError => new(code, "has an error of its own", true),
        _ => new(code, "refused", false),
    };

    public override string ToString() => Code is { } code ? $"{Message} ({(int)code})" : Message;
}
