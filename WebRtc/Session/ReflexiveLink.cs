using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.WebRtc.Session;

/// <summary>A STUN server as seen from one of our bases.</summary>
internal sealed record ReflexiveLink(TransportPath Path, ServerReflexiveQuery Query, ushort LocalPreference)
{
    /// <summary>Its owner has been told what came of it.</summary>
    public bool IsSettled { get; set; }
}
