namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// All handshake messages so far, each as if it had come in one fragment (RFC 6347 section 4.2.6). Kept as bytes and
/// not as a running hash, since a CertificateVerify may use another hash function than Finished.
/// </summary>
internal sealed class Transcript
{
    private byte[] _bytes = new byte[2048];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> message)
    {
        if (_bytes.Length - _length < message.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + message.Length));
        }
        message.CopyTo(_bytes.AsSpan(_length));
        _length += message.Length;
    }

    /// <summary>Forgets the first ClientHello: it and the HelloVerifyRequest are not part of the handshake.</summary>
    public void Clear() => _length = 0;
}
