namespace RtcPeer.WebRtc.Channels;

/// <summary>A message that waits for its channel.</summary>
/// <param name="IsText">As of <see cref="DataChannelEvent"/>.</param>
/// <param name="Payload">As of <see cref="DataChannelEvent"/>.</param>
/// <param name="WindowBytes">As of <see cref="DataChannelEvent"/>.</param>
/// <param name="IsStray">There is no channel on the stream, and perhaps there will never be one.</param>
internal readonly record struct EarlyMessage(bool IsText, byte[] Payload, int WindowBytes, bool IsStray);
