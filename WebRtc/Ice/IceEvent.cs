using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>What an agent tells its owner.</summary>
internal abstract record IceEvent
{
    private IceEvent()
    {
    }

    internal sealed record StateChanged(IceState State) : IceEvent;

    /// <summary>What is sent goes this way from now on.</summary>
    internal sealed record PathSelected(TransportPath Path) : IceEvent;

    /// <summary>A role conflict was resolved against the role we had.</summary>
    internal sealed record RoleChanged(IceRole Role) : IceEvent;
}
