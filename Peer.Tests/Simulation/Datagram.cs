using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A datagram that has arrived. The bytes belong to the receiver, who may open them in place.</summary>
/// <param name="Path">As the receiver sees it: its own address is the local one.</param>
/// <param name="Bytes">The UDP payload.</param>
internal readonly record struct Datagram(TransportPath Path, byte[] Bytes);
