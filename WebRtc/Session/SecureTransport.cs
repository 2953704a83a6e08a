using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// DTLS as one connection has it: it begins once the descriptions are exchanged and a path is known. A first flight that
/// arrives before that is kept, since its loss would cost the other end a timeout of a second.
/// </summary>
internal sealed class SecureTransport(IEntropy entropy) : IDisposable
{
    private const int MaxEarlyDatagrams = 8;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan TimeoutOfUnknownPath = TimeSpan.FromMilliseconds(60);

    private readonly Queue<(TransportPath Path, byte[] Datagram)> _early = new();
    private DtlsEndpoint? _endpoint;

    public bool HasBegun => _endpoint is not null;

    public bool HasEarlyDatagrams => _early.Count > 0;

    public bool IsConnected => _endpoint?.State == DtlsState.Connected;

    /// <summary>By how many bytes a datagram is longer than the packet in it.</summary>
    public int Overhead => _endpoint?.Overhead ?? 0;

    public DtlsState State => _endpoint?.State ?? DtlsState.New;

    /// <summary>Null until DTLS is connected.</summary>
    public CipherSuite? Suite { get; private set; }

    /// <summary>Of the certificate that the other end has shown; null until DTLS is connected.</summary>
    public CertificateFingerprint? RemoteFingerprint { get; private set; }

    public Instant NextDeadline => _endpoint?.NextDeadline ?? Instant.Never;

    /// <param name="options">The timeout in it is replaced by one that fits the path.</param>
    /// <param name="roundTripTime">What ICE has measured, if it has.</param>
    public void Begin(DtlsOptions options, TimeSpan? roundTripTime, Instant now)
    {
        var timeout = roundTripTime * 3 ?? TimeoutOfUnknownPath;
        _endpoint = new DtlsEndpoint(
            options with { InitialTimeout = timeout < ShortestTimeout ? ShortestTimeout : timeout }, entropy);
        _endpoint.Start(now);
    }

    /// <summary>Keeps a datagram that arrives before <see cref="Begin"/>.</summary>
    public void KeepEarly(ReadOnlySpan<byte> datagram, in TransportPath path)
    {
        if (_early.Count < MaxEarlyDatagrams) _early.Enqueue((path, datagram.ToArray()));
    }

    /// <summary>The next datagram that arrived before <see cref="Begin"/>, and the way it came.</summary>
    public bool TryTakeEarly(out (TransportPath Path, byte[] Datagram) early) => _early.TryDequeue(out early);

    /// <summary>Consumes the next record; <paramref name="applicationData"/> is empty unless it carried some.</summary>
    public bool TryReadRecord(ref Span<byte> datagram, Instant now, out ReadOnlySpan<byte> applicationData)
    {
        applicationData = default;
        return _endpoint is not null && _endpoint.TryReadRecord(ref datagram, now, out applicationData);
    }

    public void Tick(Instant now) => _endpoint?.Tick(now);

    /// <summary>Sends close_notify, if there is anybody to send it to.</summary>
    public void Close() => _endpoint?.Close();

    /// <summary>Pulls a datagram of the handshake, or an alert.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        return _endpoint is not null && _endpoint.TryWrite(destination, now, out length);
    }

    /// <summary>Pulls a packet of the association, sealed where it was written.</summary>
    public bool TryWrite(Span<byte> destination, SctpAssociation association, Instant now, out int length)
    {
        length = 0;
        if (_endpoint is not { State: DtlsState.Connected } endpoint) return false;
        var room = destination.Slice(endpoint.HeaderLength, destination.Length - endpoint.Overhead);
        if (!association.TryWrite(room, now, out var packetLength)) return false;
        length = endpoint.Seal(destination, packetLength);
        return true;
    }

    public void Dispose() => _endpoint?.Dispose();

    public bool TryNextEvent([NotNullWhen(true)] out DtlsEvent? dtlsEvent)
    {
        dtlsEvent = null;
        if (_endpoint is null || !_endpoint.TryNextEvent(out dtlsEvent)) return false;
        if (dtlsEvent is DtlsEvent.Connected connected) (Suite, RemoteFingerprint) = (connected.Suite, connected.RemoteFingerprint);
        return true;
    }
}
