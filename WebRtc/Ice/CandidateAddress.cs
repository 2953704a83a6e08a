using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>What ICE asks of an address.</summary>
internal static class CandidateAddress
{
    extension(TransportAddress address)
    {
        /// <summary>
        /// Whether one host can be meant: no wildcard, multicast or broadcast, and a port to send to.
        /// </summary>
        public bool IsUsable
        {
            get
            {
                if (address.Port == 0) return false;
                Span<byte> bytes = stackalloc byte[16];
                address.WriteAddress(bytes);
                return address.IsIPv6
                    ? bytes[0] != 0xFF && bytes.ContainsAnyExcept((byte)0)
                    : bytes[0] is > 0 and < 224;
            }
        }

        public TransportAddress WithoutScope() => address.WithScope(0);

        /// <summary>
        /// A link-local address means something on one interface only, and the other end does not know the number of
        /// ours.
        /// </summary>
        public TransportAddress WithScope(uint scopeId)
        {
            if (address.ScopeId == scopeId || !address.IsIPv6) return address;
            Span<byte> bytes = stackalloc byte[address.AddressLength];
            address.WriteAddress(bytes);
            return TransportAddress.Create(bytes, address.Port, scopeId);
        }

        /// <summary>
        /// The same family, and "IPv6 link-local addresses MUST NOT be paired with other than link-local addresses"
        /// (RFC 8445 section 6.1.2.2).
        /// </summary>
        public bool CanPairWith(TransportAddress remote) =>
            address.IsIPv6 == remote.IsIPv6 && (!address.IsIPv6 || address.IsLinkLocal == remote.IsLinkLocal);
    }
}
