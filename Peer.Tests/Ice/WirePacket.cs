using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>A datagram between the two agents of an <see cref="IceWire"/>.</summary>
/// <param name="FromA">Whether A sent it.</param>
/// <param name="Path">As the sender sees it.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Bytes">What was sent.</param>
internal sealed record WirePacket(bool FromA, TransportPath Path, Instant SentAt, byte[] Bytes)
{
    public bool IsRequest => Read(static message => message.Class == StunClass.Request);

    public bool IsSuccess => Read(static message => message.Class == StunClass.SuccessResponse);

    public bool Nominates => Read(static message => message.Has(StunAttributeType.UseCandidate));

    public int ErrorCode =>
        StunMessage.TryRead(Bytes, out var message) && message.TryGetErrorCode(out var code, out _) ? (int)code : 0;

    public override string ToString() => $"{SentAt} {(FromA ? "A" : "B")} {Path}"
        + (IsRequest ? Nominates ? " USE-CANDIDATE" : " check" : IsSuccess ? " success" : $" error {ErrorCode}");

    private bool Read(Reader reader) => StunMessage.TryRead(Bytes, out var message) && reader(message);

    private delegate bool Reader(StunMessage message);
}
