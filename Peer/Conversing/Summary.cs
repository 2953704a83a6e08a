using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
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
                PathReport.Describe(pair.LocalCandidate), PathReport.Describe(pair.RemoteCandidate), stats.Transport.DtlsCipher,
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
}
