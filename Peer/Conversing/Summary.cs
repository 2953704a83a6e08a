using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Conversing;

/// <summary>What is told of the connection at its end, for those who want to know more (<c>-v</c>).</summary>
internal static class Summary
{
    public static void Write(RtcStatsReport stats, ILogger logger)
    {
        if (stats.SelectedCandidatePair is { } pair)
        {
            logger.Path(
                Describe(pair.LocalCandidate), Describe(pair.RemoteCandidate), stats.Transport.DtlsCipher,
                stats.Transport.BytesSent, stats.Transport.BytesReceived);
        }

        if (stats.SctpTransport is { } sctp)
        {
            logger.Sending(
                sctp.SmoothedRoundTripTime is { } time ? Math.Round(time.TotalMilliseconds, 2) : null,
                sctp.CongestionWindow, stats.Transport.MaxDatagramSize,
                sctp.PacketsSent, sctp.RetransmittedPacketsSent, sctp.Timeouts);
        }
    }

    /// <summary>How the connection goes, as far as it is decided when the channel opens.</summary>
    public static void WritePath(RtcIceCandidatePairStats pair, ILogger logger)
    {
        var (path, local, remote) = (PathDescription.Of(pair), Describe(pair.LocalCandidate), Describe(pair.RemoteCandidate));
        if (pair.CurrentRoundTripTime is { } time)
        {
            logger.Connected(path, local, remote, Math.Round(time.TotalMilliseconds, 2));
        }
        else
        {
            logger.ConnectedUnmeasured(path, local, remote);
        }
    }

    private static string Describe(RtcIceCandidateStats candidate) =>
        candidate.Address.Contains(':', StringComparison.Ordinal)
            ? $"[{candidate.Address}]:{candidate.Port} ({candidate.CandidateType})"
            : $"{candidate.Address}:{candidate.Port} ({candidate.CandidateType})";
}
