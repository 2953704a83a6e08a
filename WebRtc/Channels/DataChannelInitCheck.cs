using System.Text;

namespace RtcPeer.WebRtc.Channels;

/// <summary>The steps of createDataChannel that look for a caller's mistake.</summary>
internal static class DataChannelInitCheck
{
    private const int MaxNameLength = ushort.MaxValue;

    /// <exception cref="ArgumentException">What is asked for contradicts itself or exceeds its bounds.</exception>
    public static void ThrowIfInvalid(DataChannelInit init)
    {
        if (Encoding.UTF8.GetByteCount(init.Label) > MaxNameLength)
        {
            throw new ArgumentException($"The label exceeds {MaxNameLength} bytes in UTF-8.", nameof(init));
        }
        if (Encoding.UTF8.GetByteCount(init.Protocol) > MaxNameLength)
        {
            throw new ArgumentException($"The protocol exceeds {MaxNameLength} bytes in UTF-8.", nameof(init));
        }
        if (init.MaxRetransmits is not null && init.MaxPacketLifeTime is not null)
        {
            throw new ArgumentException("MaxRetransmits and MaxPacketLifeTime exclude each other.", nameof(init));
        }
        if (init.MaxPacketLifeTime is { } lifeTime && !IsWholeMilliseconds(lifeTime))
        {
            throw new ArgumentException("MaxPacketLifeTime is 0 to 65,535 whole milliseconds.", nameof(init));
        }
        if (init is { Negotiated: true, Id: null or > ChannelStreams.MaxId })
        {
            throw new ArgumentException($"A negotiated channel has an id of 0 to {ChannelStreams.MaxId}.", nameof(init));
        }
    }

    private static bool IsWholeMilliseconds(TimeSpan lifeTime) =>
        lifeTime >= TimeSpan.Zero
        && lifeTime <= TimeSpan.FromMilliseconds(ushort.MaxValue)
        && lifeTime.Ticks % TimeSpan.TicksPerMillisecond == 0;
}
