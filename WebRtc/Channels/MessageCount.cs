namespace RtcPeer.WebRtc.Channels;

/// <summary>The messages of one direction of a channel.</summary>
/// <param name="Messages">How many.</param>
/// <param name="Bytes">Their payload.</param>
internal readonly record struct MessageCount(long Messages, long Bytes)
{
    public MessageCount With(int length) => new(Messages + 1, Bytes + length);
}
