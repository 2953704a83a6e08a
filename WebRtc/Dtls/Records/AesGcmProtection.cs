using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// AES-GCM (RFC 5288): the nonce is a secret salt and 8 bytes that travel with the record. Ours are the epoch and the
/// sequence number, as section 3 recommends: "never repeated" is then true by construction.
/// </summary>
internal sealed class AesGcmProtection : RecordProtection
{
    public const int SaltLength = 4;
    private const int NonceLength = SaltLength + sizeof(ulong);

    private readonly AesGcm _aead;
    private readonly byte[] _nonce = new byte[NonceLength];

    public AesGcmProtection(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        _aead = new AesGcm(key, TagLength);
        salt.CopyTo(_nonce);
    }

    public override int ExplicitNonceLength => sizeof(ulong);

    public override void Dispose() => _aead.Dispose();

    protected override void WriteExplicitNonce(in RecordHeader header, Span<byte> nonce) =>
        BinaryPrimitives.WriteUInt64BigEndian(nonce, header.EpochAndSequenceNumber);

    protected override void Encrypt(
        in RecordHeader header, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> additionalData)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(SaltLength), header.EpochAndSequenceNumber);
        _aead.Encrypt(_nonce, content, content, tag, additionalData);
    }

    protected override void Decrypt(
        in RecordHeader header, ReadOnlySpan<byte> explicitNonce, Span<byte> content, ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> additionalData)
    {
        explicitNonce.CopyTo(_nonce.AsSpan(SaltLength));
        _aead.Decrypt(_nonce, content, tag, content, additionalData);
    }
}
