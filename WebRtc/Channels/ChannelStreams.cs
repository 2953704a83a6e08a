using System.Diagnostics.CodeAnalysis;

namespace RtcPeer.WebRtc.Channels;

/// <summary>Which channel stands on which stream, and which streams cannot be used for now.</summary>
internal sealed class ChannelStreams
{
    /// <summary>The largest id; RFC 8832 section 6 sets 65535 aside.</summary>
    public const ushort MaxId = 65_534;

    private readonly Dictionary<ushort, DataChannel> _channels = [];

    /// <summary>Refused to the other end, which has not yet reset its direction.</summary>
    private readonly HashSet<ushort> _refused = [];

    /// <summary>A reset of our direction is under way.</summary>
    private readonly HashSet<ushort> _resetting = [];

    public int Count => _channels.Count;

    public bool TryFind(ushort stream, [MaybeNullWhen(false)] out DataChannel channel) =>
        _channels.TryGetValue(stream, out channel);

    public bool IsRefused(ushort stream) => _refused.Contains(stream);

    public bool IsFree(ushort stream) =>
        !_channels.ContainsKey(stream) && !_refused.Contains(stream) && !_resetting.Contains(stream);

    /// <summary>RFC 8832 section 6: the DTLS client uses even stream identifiers, the server odd ones.</summary>
    public bool TryFindFree(bool isDtlsClient, int streams, out ushort stream)
    {
        for (var candidate = isDtlsClient ? 0 : 1; candidate < streams && candidate <= MaxId; candidate += 2)
        {
            stream = (ushort)candidate;
            if (IsFree(stream)) return true;
        }
        stream = 0;
        return false;
    }

    public void Add(ushort stream, DataChannel channel)
    {
        _channels.Add(stream, channel);
        channel.AssignStream(stream);
    }

    public bool Remove(ushort stream) => _channels.Remove(stream);

    /// <summary>All channels, in the order of their ids, for loops that end some of them.</summary>
    public DataChannel[] Snapshot() => [.. _channels.Values.OrderBy(static channel => channel.Id)];

    /// <summary>False if it was refused already.</summary>
    public bool Refuse(ushort stream) => _refused.Add(stream);

    /// <summary>False if it was not refused.</summary>
    public bool EndRefusal(ushort stream) => _refused.Remove(stream);

    /// <summary>False if a reset is under way already.</summary>
    public bool BeginReset(ushort stream) => _resetting.Add(stream);

    public void EndReset(ushort stream) => _resetting.Remove(stream);

    public void Clear()
    {
        _channels.Clear();
        _refused.Clear();
        _resetting.Clear();
    }
}
