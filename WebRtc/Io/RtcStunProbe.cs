using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Io;

/// <summary>
/// One UDP socket that asks STUN servers how they see it (RFC 8489, RFC 5780), to find out what stands between.
/// One question at a time.
/// </summary>
public sealed class RtcStunProbe : IDisposable
{
    /// <summary>
    /// CHANGE-REQUEST (RFC 5780 section 7.2). Not among the attributes that we understand, since we would not obey it.
    /// </summary>
    private const StunAttributeType ChangeRequest = (StunAttributeType)0x0003;

    /// <summary>OTHER-ADDRESS (RFC 5780 section 7.4).</summary>
    private const StunAttributeType OtherAddress = (StunAttributeType)0x802C;

    private const int MaxAnswerLength = 1500;

    private static readonly TimeSpan InitialRto = TimeSpan.FromMilliseconds(250);

    private readonly Socket _socket;
    private readonly IPEndPoint? _source;
    private readonly byte[] _request = new byte[64];
    private readonly byte[] _answer = new byte[MaxAnswerLength];

    /// <summary>Opens a port.</summary>
    /// <param name="family">Of the servers that will be asked.</param>
    /// <param name="configuration">The interfaces to use; null for any.</param>
    /// <exception cref="SocketException">This machine has no such addresses, or no port is free.</exception>
    public RtcStunProbe(AddressFamily family, RtcConfiguration? configuration = null)
    {
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            var any = new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            _source = configuration is null ? null : HostFilter.Of(configuration).FindSource(family);
            _socket.Bind(_source ?? any);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Our own address on the way to a server, before any NAT; null where there is no way.</summary>
    /// <param name="server">Nothing is sent to it.</param>
    public IPEndPoint? LocalAddressTo(IPEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        using var route = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (_source is not null) route.Bind(_source);
            route.Connect(server);
            return new IPEndPoint(((IPEndPoint)route.LocalEndPoint!).Address, ((IPEndPoint)_socket.LocalEndPoint!).Port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Asks a server, again and again in growing intervals.</summary>
    /// <param name="server">Where it is.</param>
    /// <param name="change">From where it is to answer.</param>
    /// <param name="patience">How long its answer is waited for.</param>
    /// <param name="cancellationToken">Ends it earlier.</param>
    /// <returns>Null where it gave no answer, or one of no use.</returns>
    public async Task<RtcStunAnswer?> AskAsync(
        IPEndPoint server, RtcStunChange change, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var id = StunTransactionId.Create(new SystemEntropy());
        var length = WriteRequest(id, change);
        var began = Stopwatch.GetTimestamp();
        for (var wait = InitialRto; ; wait *= 2)
        {
            var left = patience - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return null;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(wait < left ? wait : left);
            try
            {
                return await AskOnceAsync(server, id, length, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Either may be lost: the request or its answer.
            }
            catch (SocketException)
            {
                // There is no way to it, or the machine there has nobody listening.
                return null;
            }
        }
    }

    /// <summary>Closes the port.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<RtcStunAnswer?> AskOnceAsync(IPEndPoint server, StunTransactionId id, int length, CancellationToken cancellationToken)
    {
        var sent = Stopwatch.GetTimestamp();
        await _socket.SendToAsync(_request.AsMemory(0, length), server, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(_answer, server, cancellationToken).ConfigureAwait(false);
            var roundTrip = Stopwatch.GetElapsedTime(sent);
            if (TryRead(_answer.AsSpan(0, received.ReceivedBytes), id, out var mapped, out var other))
                return mapped is null ? null : new RtcStunAnswer(mapped, (IPEndPoint)received.RemoteEndPoint, other, roundTrip);
        }
    }

    private int WriteRequest(in StunTransactionId id, RtcStunChange change)
    {
        var writer = new StunWriter(_request, StunClass.Request, StunMethod.Binding, id);
        if (change != RtcStunChange.None)
        {
            Span<byte> flags = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(flags, (uint)change);
            writer.Add(ChangeRequest, flags);
        }
        return writer.Length;
    }

    /// <summary>False for what is no answer to this request. An answer without an address is one of no use.</summary>
    private static bool TryRead(ReadOnlySpan<byte> datagram, in StunTransactionId id, out IPEndPoint? mapped, out IPEndPoint? other)
    {
        mapped = null;
        other = null;
        if (!StunMessage.TryRead(datagram, out var message) || message.TransactionId != id) return false;
        if (message.Class == StunClass.ErrorResponse) return true;
        if (message.Class != StunClass.SuccessResponse) return false;
        if (message.TryGetXorAddress(StunAttributeType.XorMappedAddress, out var address)
            || message.TryGetAddress(StunAttributeType.MappedAddress, out address))
        {
            mapped = address.ToIPEndPoint();
        }
        if (message.TryGetAddress(OtherAddress, out var second)) other = second.ToIPEndPoint();
        return true;
    }
}
