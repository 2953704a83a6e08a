using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.WebSockets;

/// <summary>One step of a <see cref="FrameReader"/>.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Message">The message, if it is one.</param>
/// <param name="Payload">What a ping carried.</param>
/// <param name="CloseStatus">What a close said.</param>
internal readonly record struct FrameRead(FrameReadKind Kind, RelayMessage? Message = null, byte[]? Payload = null, int CloseStatus = 0);

/// <summary>What a client's bytes came to.</summary>
internal enum FrameReadKind
{
    /// <summary>The input is used up.</summary>
    NeedsMore,

    /// <summary>A whole message.</summary>
    Message,

    Ping,

    Close,

    /// <summary>A message over the limit. It and all after it are passed over, up to the close.</summary>
    TooBig,

    /// <summary>Bytes that no client may send. All after them is passed over.</summary>
    Malformed,

    /// <summary>A text that is not UTF-8. All after it is passed over.</summary>
    NotText,
}
