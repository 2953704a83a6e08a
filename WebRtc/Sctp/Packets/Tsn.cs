namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Transmission Sequence Number, ordered by serial arithmetic (RFC 9260 section 1.6).</summary>
internal readonly record struct Tsn(uint Value)
{
    public static Tsn operator +(Tsn tsn, int count) => new(tsn.Value + (uint)count);

    /// <summary>How far the left is ahead of the right; negative when behind.</summary>
    public static int operator -(Tsn left, Tsn right) => (int)(left.Value - right.Value);

    public static bool operator <(Tsn left, Tsn right) => left - right < 0;

    public static bool operator >(Tsn left, Tsn right) => left - right > 0;

    public static bool operator <=(Tsn left, Tsn right) => left - right <= 0;

    public static bool operator >=(Tsn left, Tsn right) => left - right >= 0;

    public override string ToString() => $"TSN {Value}";
}
