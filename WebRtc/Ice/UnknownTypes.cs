using System.Runtime.CompilerServices;

namespace RtcPeer.WebRtc.Ice;

/// <summary>As many unknown attribute types as an answer names.</summary>
[InlineArray(Capacity)]
internal struct UnknownTypes
{
    public const int Capacity = 4;

    private ushort _first;
}
