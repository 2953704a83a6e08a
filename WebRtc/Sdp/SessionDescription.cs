namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// An offer or answer with one data section (the data-only subset of RFC 8829). Whether it is an offer or an answer
/// is said by whoever carries it.
/// </summary>
internal sealed record SessionDescription
{
    /// <summary>The session's number in o=, which stays the same in all descriptions of one connection.</summary>
    public required string SessionId { get; init; }

    /// <summary>Counts the changes of the describing end's descriptions.</summary>
    public ulong SessionVersion { get; init; }

    /// <summary>The mids that share one transport (RFC 9143); empty without a=group:BUNDLE.</summary>
    public IReadOnlyList<string> BundleGroup { get; init; } = [];

    /// <summary>The describing end only answers connectivity checks (RFC 8445 section 2.5).</summary>
    public bool IsIceLite { get; init; }

    public required DataSection Data { get; init; }

    /// <summary>Which m-section <see cref="Data"/> is, from 0: the sdpMLineIndex of its candidates.</summary>
    public int DataIndex { get; init; }

    /// <summary>The other m-sections in their order, all of which are rejected when we write them.</summary>
    public IReadOnlyList<RejectedSection> Rejected { get; init; } = [];

    /// <summary>Our offer of one data section.</summary>
    /// <param name="sessionId">Ours.</param>
    /// <param name="data">Ours.</param>
    /// <param name="layout">An offer of the other end whose m-sections this one has to keep (RFC 8829 section 5.2.2).</param>
    /// <param name="version">How many descriptions we have set before.</param>
    public static SessionDescription CreateOffer(
        string sessionId, DataSection data, SessionDescription? layout = null, ulong version = 0)
    {
        if (layout is not null) data = data with { Form = layout.Data.Form, Mid = layout.Data.Mid };
        return new()
        {
            SessionId = sessionId,
            SessionVersion = version,
            BundleGroup = data.Mid is { } mid && layout?.BundleGroup.Contains(mid) != false ? [mid] : [],
            Data = data,
            DataIndex = layout?.DataIndex ?? 0,
            Rejected = layout?.Rejected ?? [],
        };
    }

    /// <summary>
    /// Our answer to <paramref name="offer"/>: its m-lines in its order, with its mids, its form of the protocol and
    /// its port; everything but the data section rejected.
    /// </summary>
    /// <param name="sessionId">Ours.</param>
    /// <param name="offer">The other end's.</param>
    /// <param name="data">Ours, with our DTLS role where we have one; what the answer has to mirror is taken from the offer.</param>
    /// <param name="version">How many descriptions we have set before.</param>
    public static SessionDescription CreateAnswer(
        string sessionId, SessionDescription offer, DataSection data, ulong version = 0) => new()
    {
        SessionId = sessionId,
        SessionVersion = version,
        BundleGroup = offer.Data.Mid is { } mid && offer.BundleGroup.Contains(mid) ? [mid] : [],
        Data = data with
        {
            Form = offer.Data.Form,
            Mid = offer.Data.Mid,
            Setup = data.Setup == SetupRole.ActPass ? offer.Data.Setup.Answer : data.Setup,
        },
        DataIndex = offer.DataIndex,
        Rejected = offer.Rejected,
    };

    /// <summary>Says what makes this no answer to <paramref name="offer"/>; null if it is one.</summary>
    public string? FindProblemAsAnswerTo(SessionDescription offer)
    {
        if (Data.Setup == SetupRole.ActPass) return "the answer leaves the DTLS role open (a=setup:actpass)";
        if (offer.Data.Setup == Data.Setup) return "offer and answer claim the same DTLS role (a=setup)";
        if (DataIndex != offer.DataIndex) return "the answer's data section is not where the offer has it";
        if (Data.Mid is not null && offer.Data.Mid is not null && Data.Mid != offer.Data.Mid)
        {
            return "the answer's data section has another a=mid than the offer's";
        }
        return null;
    }
}
