using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// ChaCha20-Poly1305 (RFC 7905): the nonce is the epoch and sequence number, padded on the left and XORed with a
/// secret; nothing of it travels with the record.
/// </summary>
internal sealed class ChaCha20Poly1305Protection : RecordProtection
{
    public const int IvLength = 12;

    private readonly ChaCha20Poly1305 _aead;
    private readonly byte[] _nonce = new byte[IvLength];
    private readonly ulong _ivTail;

    public ChaCha20Poly1305Protection(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _aead = new ChaCha20Poly1305(key);
        iv.CopyTo(_nonce);
        _ivTail = BinaryPrimitives.ReadUInt64BigEndian(iv[^sizeof(ulong)..]);
    }

    public override int ExplicitNonceLength => 0;

    public override void Dispose() => _aead.Dispose();

    protected override void WriteExplicitNonce(in RecordHeader header, Span<byte> nonce)
    {
    }

    protected override void Encrypt(
        in RecordHeader header, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> additionalData) =>
        _aead.Encrypt(Nonce(header), content, content, tag, additionalData);

    protected override void Decrypt(
        in RecordHeader header, ReadOnlySpan<byte> explicitNonce, Span<byte> content, ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> additionalData) =>
        _aead.Decrypt(Nonce(header), content, tag, content, additionalData);

    private byte[] Nonce(in RecordHeader header)
    {
        BinaryPrimitives.WriteUInt64BigEndian(
            _nonce.AsSpan(IvLength - sizeof(ulong)), _ivTail ^ header.EpochAndSequenceNumber);
        return _nonce;
    }
}
