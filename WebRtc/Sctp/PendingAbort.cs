using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>An ABORT that is to be written: its packet's tag, its flags, and why.</summary>
internal sealed record PendingAbort(uint Tag, byte Flags, CauseCode Cause, string Detail);
