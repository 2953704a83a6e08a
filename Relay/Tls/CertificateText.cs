namespace RtcPeer.Relay.Tls;

/// <summary>The text of the two files of a certificate. Never shown: one of them is a secret.</summary>
internal sealed record CertificateText(string Certificate, string Key)
{
    public override string ToString() => nameof(CertificateText);
}
