using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls;

/// <summary>What the owner of a <see cref="DtlsEndpoint"/> has to know.</summary>
internal abstract record DtlsEvent
{
    /// <summary>Both ends have proven who they are; application data may be sent.</summary>
    /// <param name="RemoteCertificate">The DER certificate of the other end, which matches a fingerprint.</param>
    internal sealed record Connected(byte[] RemoteCertificate, CipherSuite Suite) : DtlsEvent
    {
        public CertificateFingerprint RemoteFingerprint => CertificateFingerprint.Sha256Of(RemoteCertificate);
    }

    /// <summary>The other end has said that it sends no more (close_notify).</summary>
    internal sealed record Closed : DtlsEvent;

    /// <summary>The association has ended otherwise.</summary>
    /// <param name="Alert">The alert that was received, if one was.</param>
    /// <param name="Message">A sentence for a human reader.</param>
    internal sealed record Failed(DtlsFailure Reason, AlertDescription? Alert, string Message) : DtlsEvent;
}
