namespace RtcPeer.WebRtc.Session;

/// <summary>The datagrams of one direction.</summary>
/// <param name="Datagrams">How many.</param>
/// <param name="Bytes">Their UDP payload.</param>
internal readonly record struct Traffic(long Datagrams, long Bytes)
{
    public Traffic With(int length) => new(Datagrams + 1, Bytes + length);
}
