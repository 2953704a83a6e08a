using System.Globalization;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Connecting;

/// <summary>Tells how a connection goes: once it is in use, and from then on each time that it goes another way.</summary>
internal sealed class PathReport(ILogger logger)
{
    private readonly Lock _lock = new();
    private string? _told;
    private string _name = "";

    /// <summary>The connection is in use.</summary>
    /// <param name="stats">How it stands; it may have lost its path a moment ago.</param>
    /// <param name="took">The time from the offer to the open channel.</param>
    /// <param name="name">What the other end is called, where there may be several.</param>
    public void Begin(RtcStatsReport stats, TimeSpan took, string? name)
    {
        lock (_lock)
        {
            _name = name is null ? "" : $" to \"{name}\"";
            _told = "";
            if (stats.SelectedCandidatePair is { } pair)
            {
                _told = Ends(pair);
                var time = string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:F0} ms");
                logger.Connected(
                    PathDescription.Of(pair), _told, RoundTrip(pair.CurrentRoundTripTime ?? stats.SctpTransport?.SmoothedRoundTripTime), time);
            }
        }
    }

    /// <summary>What is sent goes this way from now on.</summary>
    public void Follow(RtcIceCandidatePairStats? pair)
    {
        lock (_lock)
        {
            if (_told is not null && pair is not null && _told != Ends(pair))
            {
                _told = Ends(pair);
                logger.GoesAnotherWay(_name, PathDescription.Of(pair), _told, RoundTrip(pair.CurrentRoundTripTime));
            }
        }
    }

    /// <summary>One end of a path, in words.</summary>
    public static string Describe(RtcIceCandidateStats candidate) =>
        candidate.Address.Contains(':', StringComparison.Ordinal)
            ? $"[{candidate.Address}]:{candidate.Port} ({candidate.CandidateType})"
            : $"{candidate.Address}:{candidate.Port} ({candidate.CandidateType})";

    private static string Ends(RtcIceCandidatePairStats pair) => $"{Describe(pair.LocalCandidate)} - {Describe(pair.RemoteCandidate)}";

    private static string RoundTrip(TimeSpan? roundTrip) => roundTrip is { } time
        ? string.Create(CultureInfo.InvariantCulture, $", round trip {time.TotalMilliseconds:F1} ms")
        : "";
}
