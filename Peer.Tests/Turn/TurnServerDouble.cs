using System.Text;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.Peer.Tests.Turn;

/// <summary>
/// A TURN server in virtual time, over UDP, as strict as RFC 8656 lets it be: nothing passes without a permission that is
/// in force, and everything ends when its time is over.
/// </summary>
internal sealed class TurnServerDouble(TransportAddress address) : ISimulatedEndpoint
{
    public const string Username = "user";
    public const string Password = "password";

    private const string Realm = "realm.example";

    private static readonly TimeSpan PermissionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<TransportAddress, ServerAllocation> _allocations = [];
    private readonly Queue<(TransportPath Path, byte[] Bytes)> _outbox = new();
    private readonly byte[] _key = StunKey.LongTerm(Username, Realm, Password);
    private ushort _nextPort = 50_000;
    private int _nonces;
    private Instant _nonceUntil = Instant.Never;

    public TransportAddress Address { get; } = address;

    /// <summary>The error that a request of that method gets, instead of being obeyed; asked after its credentials are.</summary>
    public Func<StunMethod, StunErrorCode?> Refuse { get; set; } = static _ => null;

    /// <summary>Whether a datagram to the server is lost on its way.</summary>
    public Func<byte[], bool> IsLost { get; set; } = static _ => false;

    /// <summary>Where a 300 sends.</summary>
    public TransportAddress? Alternate { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What a client that asks for a second family gets.</summary>
    public TransportAddress? IPv6Relay { get; set; }

    /// <summary>The methods that were asked for with proper credentials, in order.</summary>
    public List<StunMethod> Requests { get; } = [];

    /// <summary>Datagrams for peers that came in ChannelData, and in indications.</summary>
    public int ChannelCount { get; private set; }

    public int IndicationCount { get; private set; }

    /// <summary>Datagrams that no permission or channel covered.</summary>
    public int Dropped { get; private set; }

    public int AllocationCount => _allocations.Count;

    public Instant NextDeadline => _outbox.Count > 0 ? default : Instant.Never;

    public bool Owns(TransportAddress address) => address.HasSameAddress(Address)
        || IPv6Relay is { } second && address.HasSameAddress(second);

    /// <summary>Loses all that it knows, as a crash does.</summary>
    public void Forget() => _allocations.Clear();

    public void Receive(Span<byte> datagram, in TransportPath path, Instant now)
    {
        if (path.Local != Address) Forward(datagram, path, now);
        else if (IsLost(datagram.ToArray())) return;
        else if (datagram[0] >> 6 == 1) ReceiveChannelData(datagram, path.Remote, now);
        else if (StunMessage.TryRead(datagram, out var message)) Receive(message, path.Remote, now);
    }

    public void Tick(Instant now)
    {
    }

    public void RunApplication(Instant now)
    {
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        length = 0;
        path = default;
        if (!_outbox.TryDequeue(out var next)) return false;
        next.Bytes.CopyTo(destination);
        (length, path) = (next.Bytes.Length, next.Path);
        return true;
    }

    private void Receive(in StunMessage message, TransportAddress client, Instant now)
    {
        if (message.Class == StunClass.Indication) ReceiveSend(message, client, now);
        else if (message.Class != StunClass.Request) return;
        else if (message.Method == StunMethod.Binding) Succeed(message, client, isSigned: false, _ => { });
        else if (!IsAuthenticated(message, now)) Challenge(message, client, now);
        else Obey(message, client, now);
    }

    private bool IsAuthenticated(in StunMessage message, Instant now) =>
        message.HasValidIntegrity(_key) && message.TryGet(StunAttributeType.Nonce, out var nonce)
        && nonce.SequenceEqual(Nonce) && now < _nonceUntil;

    private byte[] Nonce => Encoding.UTF8.GetBytes($"nonce{_nonces}");

    private void Challenge(in StunMessage message, TransportAddress client, Instant now)
    {
        var isStale = message.HasValidIntegrity(_key);
        if (isStale || _nonceUntil == Instant.Never)
        {
            _nonces++;
            _nonceUntil = now + NonceLifetime;
        }
        var buffer = new byte[300];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, message.Method, message.TransactionId);
        writer.AddErrorCode(isStale ? StunErrorCode.StaleNonce : StunErrorCode.Unauthenticated, "no"u8);
        writer.Add(StunAttributeType.Realm, Encoding.UTF8.GetBytes(Realm));
        writer.Add(StunAttributeType.Nonce, Nonce);
        Send(client, writer.Written);
    }

    private void Obey(in StunMessage message, TransportAddress client, Instant now)
    {
        Requests.Add(message.Method);
        var allocation = _allocations.GetValueOrDefault(client);
        if (allocation is not null && allocation.Until <= now)
        {
            _allocations.Remove(client);
            allocation = null;
        }
        if (Refuse(message.Method) is { } refusal) Fail(message, client, refusal);
        else if (message.Method == StunMethod.Allocate) Allocate(message, client, allocation, now);
        else if (allocation is null) Fail(message, client, StunErrorCode.AllocationMismatch);
        else if (message.Method == StunMethod.Refresh) Refresh(message, client, allocation, now);
        else Permit(message, client, allocation, now);
    }

    private void Allocate(in StunMessage message, TransportAddress client, ServerAllocation? known, Instant now)
    {
        if (known is not null)
        {
            Fail(message, client, StunErrorCode.AllocationMismatch);
            return;
        }
        var second = message.Has(StunAttributeType.AdditionalAddressFamily) ? IPv6Relay : null;
        var port = _nextPort++;
        var made = _allocations[client] = new ServerAllocation(client, Address.WithPort(port), second?.WithPort(port))
        {
            Until = now + Lifetime,
        };
        Succeed(message, client, isSigned: true, answer =>
        {
            answer.Relayed = made.Relayed;
            answer.SecondRelayed = made.SecondRelayed;
            answer.Lifetime = Lifetime;
        });
    }

    private void Refresh(in StunMessage message, TransportAddress client, ServerAllocation allocation, Instant now)
    {
        allocation.Until = now + Lifetime;
        if (message.TryGetUInt32(StunAttributeType.Lifetime, out var seconds) && seconds == 0) _allocations.Remove(client);
        Succeed(message, client, isSigned: true, answer => answer.Lifetime = Lifetime);
    }

    private void Permit(in StunMessage message, TransportAddress client, ServerAllocation allocation, Instant now)
    {
        if (!message.TryGetXorAddress(StunAttributeType.XorPeerAddress, out var peer))
        {
            Fail(message, client, StunErrorCode.BadRequest);
            return;
        }
        if (message.Method == StunMethod.ChannelBind)
        {
            message.TryGetChannelNumber(out var number);
            var isTaken = allocation.Channels.TryGetValue(number, out var bound) && bound.Peer != peer && bound.Until > now;
            if (number is < ChannelData.FirstNumber or > ChannelData.LastNumber || isTaken)
            {
                Fail(message, client, StunErrorCode.BadRequest);
                return;
            }
            allocation.Channels[number] = (peer, now + ChannelLifetime);
        }
        allocation.Permissions[peer.WithPort(0)] = now + PermissionLifetime;
        Succeed(message, client, isSigned: true, _ => { });
    }

    private void ReceiveSend(in StunMessage message, TransportAddress client, Instant now)
    {
        message.TryGetXorAddress(StunAttributeType.XorPeerAddress, out var peer);
        message.TryGet(StunAttributeType.Data, out var data);
        IndicationCount++;
        SendToPeer(client, peer, data, now);
    }

    private void ReceiveChannelData(Span<byte> datagram, TransportAddress client, Instant now)
    {
        ChannelCount++;
        if (ChannelData.TryRead(datagram, out var number, out var payload)
            && _allocations.GetValueOrDefault(client) is { } allocation
            && allocation.Channels.TryGetValue(number, out var channel) && channel.Until > now)
        {
            SendToPeer(client, channel.Peer, payload, now);
        }
        else
        {
            Dropped++;
        }
    }

    private void SendToPeer(TransportAddress client, TransportAddress peer, ReadOnlySpan<byte> data, Instant now)
    {
        if (_allocations.GetValueOrDefault(client) is { } allocation && allocation.Permits(peer, now))
            _outbox.Enqueue((new(peer.IsIPv6 ? allocation.SecondRelayed!.Value : allocation.Relayed, peer), data.ToArray()));
        else Dropped++;
    }

    /// <summary>From a peer to the client.</summary>
    private void Forward(Span<byte> datagram, in TransportPath path, Instant now)
    {
        var (local, peer) = (path.Local, path.Remote);
        var allocation = _allocations.Values.SingleOrDefault(one => one.Relayed == local || one.SecondRelayed == local);
        if (allocation is null || !allocation.Permits(peer, now))
        {
            Dropped++;
            return;
        }
        var buffer = new byte[datagram.Length + 100];
        foreach (var (number, channel) in allocation.Channels)
        {
            if (channel.Peer != peer || channel.Until <= now) continue;
            datagram.CopyTo(buffer.AsSpan(ChannelData.HeaderLength));
            Send(allocation.Client, buffer.AsSpan(0, ChannelData.Write(buffer, number, datagram.Length, isPadded: false)));
            return;
        }
        var writer = new StunWriter(buffer, StunClass.Indication, StunMethod.Data, default);
        writer.AddXorAddress(StunAttributeType.XorPeerAddress, peer);
        writer.Add(StunAttributeType.Data, datagram);
        Send(allocation.Client, writer.Written);
    }

    private void Succeed(in StunMessage request, TransportAddress client, bool isSigned, Action<Answer> fill)
    {
        var answer = new Answer();
        fill(answer);
        var buffer = new byte[300];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, request.Method, request.TransactionId);
        if (answer.Relayed is { } relayed) writer.AddXorAddress(StunAttributeType.XorRelayedAddress, relayed);
        if (answer.SecondRelayed is { } second) writer.AddXorAddress(StunAttributeType.XorRelayedAddress, second);
        if (answer.Lifetime is { } lifetime) writer.AddUInt32(StunAttributeType.Lifetime, (uint)lifetime.TotalSeconds);
        writer.AddXorAddress(StunAttributeType.XorMappedAddress, client);
        if (isSigned) writer.AddIntegrity(_key);
        Send(client, writer.Written);
    }

    private void Fail(in StunMessage request, TransportAddress client, StunErrorCode code)
    {
        var buffer = new byte[300];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.AddErrorCode(code, "no"u8);
        if (code == StunErrorCode.TryAlternate && Alternate is { } alternate)
            writer.AddAddress(StunAttributeType.AlternateServer, alternate);
        writer.AddIntegrity(_key);
        Send(client, writer.Written);
    }

    private void Send(TransportAddress client, ReadOnlySpan<byte> bytes) =>
        _outbox.Enqueue((new(Address, client), bytes.ToArray()));

    private sealed class Answer
    {
        public TransportAddress? Relayed { get; set; }

        public TransportAddress? SecondRelayed { get; set; }

        public TimeSpan? Lifetime { get; set; }
    }

    private sealed record ServerAllocation(TransportAddress Client, TransportAddress Relayed, TransportAddress? SecondRelayed)
    {
        public Instant Until { get; set; }

        public Dictionary<TransportAddress, Instant> Permissions { get; } = [];

        public Dictionary<ushort, (TransportAddress Peer, Instant Until)> Channels { get; } = [];

        public bool Permits(TransportAddress peer, Instant now) =>
            now < Until && Permissions.TryGetValue(peer.WithPort(0), out var until) && now < until
            && (!peer.IsIPv6 || SecondRelayed is not null);
    }
}
