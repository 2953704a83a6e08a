using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RtcPeer.WebRtc.Core;

/// <summary>An IP address and port (RFC 8445: "transport address"), comparable and hashable without allocation.</summary>
internal readonly struct TransportAddress : IEquatable<TransportAddress>
{
    private readonly UInt128 _address;
    private readonly uint _scopeId;

    private TransportAddress(UInt128 address, ushort port, bool isIPv6, uint scopeId)
    {
        _address = address;
        _scopeId = scopeId;
        Port = port;
        IsIPv6 = isIPv6;
    }

    public ushort Port { get; }

    public bool IsIPv6 { get; }

    /// <summary>The interface of an IPv6 link-local address; 0 elsewhere.</summary>
    public uint ScopeId => _scopeId;

    public bool IsLoopback => IsIPv6 ? _address == UInt128.One : (byte)(_address >> 24) == 127;

    public bool IsLinkLocal => IsIPv6 ? (uint)(_address >> 118) == 0x3FA : (uint)_address >> 16 == 0xA9FE;

    /// <summary>The number of bytes of the address alone: 4 or 16.</summary>
    public int AddressLength => IsIPv6 ? 16 : 4;

    /// <summary>Takes 4 or 16 bytes in network order. An IPv4-mapped IPv6 address becomes IPv4.</summary>
    /// <exception cref="ArgumentException">The address has another length.</exception>
    public static TransportAddress Create(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0)
    {
        UInt128 bits = 0;
        foreach (var part in address) bits = bits << 8 | part;
        return address.Length switch
        {
            4 => new(bits, port, isIPv6: false, 0),
            16 when bits >> 32 == 0xFFFF => new((uint)bits, port, isIPv6: false, 0),
            16 => new(bits, port, isIPv6: true, scopeId),
            _ => throw new ArgumentException("An address has 4 or 16 bytes.", nameof(address)),
        };
    }

    public static TransportAddress Create(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        var scopeId = address.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)address.ScopeId : 0;
        return Create(bytes[..written], port, scopeId);
    }

    /// <summary>Reads the numeric address of a candidate line; names are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> address, ushort port, [MaybeNullWhen(false)] out TransportAddress result)
    {
        result = default;
        if (!IPAddress.TryParse(address, out var parsed)) return false;
        result = Create(parsed, port);
        return true;
    }

    public static bool operator ==(TransportAddress left, TransportAddress right) => left.Equals(right);

    public static bool operator !=(TransportAddress left, TransportAddress right) => !left.Equals(right);

    public TransportAddress WithPort(ushort port) => new(_address, port, IsIPv6, _scopeId);

    public bool HasSameAddress(TransportAddress other) =>
        _address == other._address && IsIPv6 == other.IsIPv6 && _scopeId == other._scopeId;

    /// <summary>Writes <see cref="AddressLength"/> bytes in network order.</summary>
    public void WriteAddress(Span<byte> destination)
    {
        var bits = _address;
        for (var i = AddressLength - 1; i >= 0; i--, bits >>= 8) destination[i] = (byte)bits;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[AddressLength];
        WriteAddress(bytes);
        return IsIPv6 ? new IPAddress(bytes, _scopeId) : new IPAddress(bytes);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public bool Equals(TransportAddress other) => HasSameAddress(other) && Port == other.Port;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TransportAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_address, Port, IsIPv6, _scopeId);

    public override string ToString() => ToIPEndPoint().ToString();
}
