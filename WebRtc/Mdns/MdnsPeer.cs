using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>Where a message came from, or goes to.</summary>
/// <param name="Interface">The number of our interface.</param>
/// <param name="Address">The machine beyond it; null for all of them, by multicast.</param>
internal readonly record struct MdnsPeer(int Interface, TransportAddress? Address);
