using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Io.Servers;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.WebRtc.Io.Stats;

/// <summary>Puts what the session tells into the W3C's words.</summary>
internal static class StatsReading
{
    public static RtcStatsReport Read(SessionStats stats, IEnumerable<DataChannel> channels) => new()
    {
        Transport = ReadTransport(stats),
        SelectedCandidatePair = stats.SelectedPair is { } pair ? Read(pair) : null,
        SctpTransport = stats.IsSctpUp ? ReadSctp(stats) : null,
        DataChannels = [.. channels.Select(Read)],
    };

    private static RtcTransportStats ReadTransport(SessionStats stats) => new()
    {
        PacketsSent = stats.Sent.Datagrams,
        PacketsReceived = stats.Received.Datagrams,
        BytesSent = stats.Sent.Bytes,
        BytesReceived = stats.Received.Bytes,
        IceRole = stats.IceRole == IceRole.Controlling ? "controlling" : "controlled",
        DtlsState = stats.DtlsState switch
        {
            Dtls.DtlsState.New => "new",
            Dtls.DtlsState.Connecting => "connecting",
            Dtls.DtlsState.Connected => "connected",
            Dtls.DtlsState.Closed => "closed",
            _ => "failed",
        },
        DtlsRole = stats.IsDtlsClient switch { null => "unknown", true => "client", false => "server" },
        DtlsCipher = stats.Suite?.Name,
        LocalCertificate = Read(stats.LocalFingerprint),
        RemoteCertificate = stats.RemoteFingerprint is { } remote ? Read(remote) : null,
        MaxDatagramSize = stats.Sctp.MaxPacketSize + stats.DatagramOverhead,
    };

    private static RtcCertificateStats Read(Dtls.CertificateFingerprint fingerprint)
    {
        var written = fingerprint.ToString().Split(' ');
        return new RtcCertificateStats(written[1], written[0]);
    }

    private static RtcIceCandidatePairStats Read(CandidatePair pair) => new()
    {
        LocalCandidate = Read(pair.Local) with
        {
            RelayProtocol = pair.Local.Type == CandidateType.Relayed ? LocalPreferences.TransportOf(pair.Local.Priority) : null,
        },
        RemoteCandidate = Read(pair.Remote),
        Nominated = pair.IsNominated,
        CurrentRoundTripTime = pair.RoundTripTime,
    };

    private static RtcIceCandidateStats Read(Candidate candidate) => new()
    {
        CandidateType = candidate.Type switch
        {
            CandidateType.Host => "host",
            CandidateType.ServerReflexive => "srflx",
            CandidateType.PeerReflexive => "prflx",
            _ => "relay",
        },
        Address = candidate.Address.ToIPAddress().ToString(),
        Port = candidate.Address.Port,
        Protocol = candidate.Transport == CandidateTransport.Udp ? "udp" : "tcp",
        Priority = candidate.Priority,
    };

    private static RtcSctpTransportStats ReadSctp(SessionStats stats) => new()
    {
        SmoothedRoundTripTime = stats.Sctp.SmoothedRoundTripTime,
        CongestionWindow = stats.Sctp.Cwnd,
        ReceiverWindow = stats.Sctp.PeerWindow,
        Mtu = stats.Sctp.MaxPacketSize,
        UnackData = stats.Sctp.UnackedChunks,
        PacketsSent = stats.Sctp.PacketsSent,
        PacketsReceived = stats.Sctp.PacketsReceived,
        RetransmittedPacketsSent = stats.Sctp.PacketsRetransmitted,
        RetransmittedBytesSent = stats.Sctp.BytesRetransmitted,
        Timeouts = stats.Sctp.Timeouts,
    };

    private static RtcDataChannelStats Read(DataChannel channel) => new()
    {
        Label = channel.Label,
        Protocol = channel.Protocol,
        DataChannelIdentifier = channel.Id,
        State = (RtcDataChannelState)channel.State,
        MessagesSent = channel.Sent.Messages,
        BytesSent = channel.Sent.Bytes,
        MessagesReceived = channel.Received.Messages,
        BytesReceived = channel.Received.Bytes,
    };
}
