using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>What an allocation asks its server for, and how it asks again where a server wants it otherwise.</summary>
internal sealed class AllocationRequests(LongTermCredentials credentials, bool allowsIPv6)
{
    private const uint UdpProtocol = 17u << 24;
    private const uint IPv6Family = 2u << 24;

    private bool _asksForIPv6Alone;
    private bool _hasReleased;

    /// <summary>
    /// An older allocation stands on the same addresses: it is given back first, and then the new one asked for.
    /// </summary>
    public bool IsReleasing { get; set; }

    public int Write(Span<byte> destination, TurnTransaction transaction, bool isClosing)
    {
        var writer = new StunWriter(destination, StunClass.Request, transaction.Method, transaction.Id);
        if (transaction.Method == StunMethod.Allocate)
        {
            writer.AddUInt32(StunAttributeType.RequestedTransport, UdpProtocol);
            // A server that has no IPv6, or does not know of two at once, gives one of IPv4.
            if (_asksForIPv6Alone) writer.AddUInt32(StunAttributeType.RequestedAddressFamily, IPv6Family);
            else if (allowsIPv6) writer.AddUInt32(StunAttributeType.AdditionalAddressFamily, IPv6Family);
        }
        else if (isClosing || IsReleasing)
        {
            writer.AddUInt32(StunAttributeType.Lifetime, 0);
        }
        credentials.AddTo(ref writer);
        return writer.Length;
    }

    /// <summary>Whether an allocation that was refused so can be asked for in another way.</summary>
    public bool TryAdapt(StunErrorCode code)
    {
        switch (code)
        {
            case StunErrorCode.AddressFamilyNotSupported when allowsIPv6 && !_asksForIPv6Alone:
                _asksForIPv6Alone = true;
                return true;
            case StunErrorCode.AllocationMismatch when !_hasReleased:
                _hasReleased = true;
                IsReleasing = true;
                return true;
            default:
                return false;
        }
    }
}
