namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>A message that grows in one buffer.</summary>
/// <param name="pool">Where the buffer is from.</param>
/// <param name="firstSize">The size of the first buffer at least, in bytes.</param>
internal sealed class MessageBuffer(BufferPool pool, int firstSize)
{
    private byte[] _buffer = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> payload)
    {
        EnsureRoom(Length + payload.Length);
        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
    }

    public void Clear()
    {
        if (_buffer.Length > 0) pool.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void EnsureRoom(int size)
    {
        if (size <= _buffer.Length) return;
        var larger = pool.Rent(Math.Max(size, Math.Max(firstSize, _buffer.Length * 2)));
        Payload.CopyTo(larger);
        if (_buffer.Length > 0) pool.Return(_buffer);
        _buffer = larger;
    }
}
