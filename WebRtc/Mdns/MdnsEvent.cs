using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>What came of asking for a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">Its address, with port 0; null where nobody tells.</param>
internal readonly record struct MdnsEvent(MdnsName Name, TransportAddress? Address);
