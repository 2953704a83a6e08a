namespace RtcPeer.Relay.Tls;

/// <summary>The certificate or its key can't be used; the message names the file and says why.</summary>
internal sealed class CertificateException(string message, Exception? inner = null) : Exception(message, inner);
