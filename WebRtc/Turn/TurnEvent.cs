using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Turn;

/// <summary>What an allocation tells its owner.</summary>
internal abstract record TurnEvent
{
    private TurnEvent()
    {
    }

    /// <summary>There are addresses on the server: one, or one of each family.</summary>
    /// <param name="Relayed">The first.</param>
    /// <param name="SecondRelayed">The one of the other family, if there is one.</param>
    /// <param name="Mapped">Our own address as the server sees it.</param>
    internal sealed record Allocated(TransportAddress Relayed, TransportAddress? SecondRelayed, TransportAddress Mapped)
        : TurnEvent;

    /// <summary>"The server would like the client to use a different server" (RFC 8656 section 19, 300).</summary>
    internal sealed record Redirected(TransportAddress Server) : TurnEvent;

    /// <summary>There is no allocation, or none any more.</summary>
    internal sealed record Ended(TurnFailure Failure) : TurnEvent;
}
