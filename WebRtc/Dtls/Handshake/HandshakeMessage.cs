namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// A whole handshake message, with the header it would have in one fragment: so it enters the transcript.
/// </summary>
/// <param name="Bytes">Header and body.</param>
internal readonly record struct HandshakeMessage(HandshakeType Type, ushort Sequence, byte[] Bytes)
{
    public ReadOnlySpan<byte> Body => Bytes.AsSpan(HandshakeFragment.HeaderSize);

    public static HandshakeMessage Create(HandshakeType type, ushort sequence, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[HandshakeFragment.HeaderSize + body.Length];
        HandshakeFragment.WriteHeader(bytes, type, body.Length, sequence, 0, body.Length);
        body.CopyTo(bytes.AsSpan(HandshakeFragment.HeaderSize));
        return new(type, sequence, bytes);
    }
}
