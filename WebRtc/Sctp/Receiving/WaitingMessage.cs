namespace RtcPeer.WebRtc.Sctp.Receiving;

/// <summary>A whole ordered message that waits for an earlier one of its stream.</summary>
internal readonly record struct WaitingMessage(uint Ppid, byte[] Payload);
