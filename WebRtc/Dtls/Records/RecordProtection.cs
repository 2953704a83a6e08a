using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// The AEAD of one direction of one epoch. A fragment is laid out as explicit nonce, content, tag (RFC 5246 section
/// 6.2.3.3), and is sealed and opened where it stands.
/// </summary>
internal abstract class RecordProtection : IDisposable
{
    /// <summary>The bytes of an authentication tag, the same in all our suites.</summary>
    public const int TagLength = 16;

    private const int AdditionalDataLength = RecordHeader.Size;

    private readonly byte[] _additionalData = new byte[AdditionalDataLength];

    /// <summary>The bytes of the nonce that each record carries before its content.</summary>
    public abstract int ExplicitNonceLength { get; }

    /// <summary>By how many bytes a fragment is longer than its content.</summary>
    public int Overhead => ExplicitNonceLength + TagLength;

    /// <summary>
    /// Seals the content that stands behind the room for the explicit nonce and before that for the tag.
    /// </summary>
    public void Seal(in RecordHeader header, Span<byte> fragment)
    {
        WriteExplicitNonce(header, fragment[..ExplicitNonceLength]);
        var content = fragment[ExplicitNonceLength..^TagLength];
        Encrypt(header, content, fragment[^TagLength..], AdditionalData(header, content.Length));
    }

    /// <summary>Opens a fragment of at least <see cref="Overhead"/> bytes; false if it is not authentic.</summary>
    public bool TryOpen(scoped in RecordHeader header, Span<byte> fragment, out Span<byte> content)
    {
        content = fragment[ExplicitNonceLength..^TagLength];
        try
        {
            var additionalData = AdditionalData(header, content.Length);
            Decrypt(header, fragment[..ExplicitNonceLength], content, fragment[^TagLength..], additionalData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            content = default;
            return false;
        }
    }

    public abstract void Dispose();

    protected abstract void WriteExplicitNonce(in RecordHeader header, Span<byte> nonce);

    protected abstract void Encrypt(
        in RecordHeader header, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> additionalData);

    protected abstract void Decrypt(
        in RecordHeader header, ReadOnlySpan<byte> explicitNonce, Span<byte> content, ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> additionalData);

    private byte[] AdditionalData(in RecordHeader header, int contentLength)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_additionalData, header.EpochAndSequenceNumber);
        _additionalData[8] = (byte)header.Type;
        BinaryPrimitives.WriteUInt16BigEndian(_additionalData.AsSpan(9), header.Version);
        BinaryPrimitives.WriteUInt16BigEndian(_additionalData.AsSpan(11), (ushort)contentLength);
        return _additionalData;
    }
}
