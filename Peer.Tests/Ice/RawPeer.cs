using System.Text;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>Another implementation, opposite one agent: it says what the test wants, right or wrong.</summary>
internal sealed class RawPeer
{
    private uint _transactions;

    public RawPeer(IceRole roleOfAgent, IceOptions? options = null, bool knowsCredentials = true)
    {
        Agent = new IceAgent(options ?? new IceOptions(), new Core.SeededEntropy(1)) { Role = roleOfAgent };
        Agent.AddLocalCandidate(Base, 65535);
        if (knowsCredentials) Agent.SetRemoteCredentials(Credentials);
    }

    public static TransportAddress Base { get; } = IceWire.Address("192.0.2.1:1000");

    public static TransportAddress Address { get; } = IceWire.Address("192.0.2.2:2000");

    public static TransportPath Path { get; } = new(Base, Address);

    public IceAgent Agent { get; }

    public IceCredentials Credentials { get; } = new("raw+", "0123456789abcdefghijklmn");

    public Instant Now { get; set; } = new(1_000_000);

    public byte[] LocalKey => StunKey.ShortTerm(Agent.LocalCredentials.Password);

    public byte[] RemoteKey => StunKey.ShortTerm(Credentials.Password);

    public static Candidate Host(string address, uint priority = 2130706431) => new()
    {
        Foundation = address,
        Priority = priority,
        Address = IceWire.Address(address),
        Type = CandidateType.Host,
    };

    public byte[] Check(
        bool nominates = false,
        StunAttributeType? role = null,
        ulong tieBreaker = 0,
        string? username = null,
        byte[]? key = null,
        uint? priority = 1862270975,
        StunAttributeType? extra = null)
    {
        role ??= Agent.Role == IceRole.Controlled ? StunAttributeType.IceControlling : StunAttributeType.IceControlled;
        var writer = new StunWriter(new byte[512], StunClass.Request, StunMethod.Binding, new StunTransactionId(7, ++_transactions));
        writer.Add(
            StunAttributeType.Username,
            Encoding.UTF8.GetBytes(username ?? $"{Agent.LocalCredentials.UsernameFragment}:{Credentials.UsernameFragment}"));
        writer.AddUInt64(role.Value, tieBreaker);
        if (priority is { } value) writer.AddUInt32(StunAttributeType.Priority, value);
        if (nominates) writer.AddFlag(StunAttributeType.UseCandidate);
        if (extra is { } type) writer.Add(type, [1, 2, 3, 4]);
        writer.AddIntegrity(key ?? LocalKey);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }

    public byte[] Success(byte[] request, TransportAddress? mapped = null, byte[]? key = null)
    {
        StunMessage.TryRead(request, out var message);
        var writer = new StunWriter(new byte[512], StunClass.SuccessResponse, StunMethod.Binding, message.TransactionId);
        writer.AddXorAddress(StunAttributeType.XorMappedAddress, mapped ?? Base);
        writer.AddIntegrity(key ?? RemoteKey);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }

    public byte[] Error(byte[] request, StunErrorCode code, byte[]? key = null)
    {
        StunMessage.TryRead(request, out var message);
        var writer = new StunWriter(new byte[512], StunClass.ErrorResponse, StunMethod.Binding, message.TransactionId);
        writer.AddErrorCode(code, "no"u8);
        writer.AddIntegrity(key ?? RemoteKey);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }

    public void Send(byte[] datagram, TransportPath? path = null) => Agent.Receive(datagram, path ?? Path, Now);

    public void Advance(double milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>What the agent has to say now.</summary>
    public List<(TransportPath Path, byte[] Bytes)> Drain()
    {
        Agent.Tick(Now);
        List<(TransportPath, byte[])> written = [];
        var buffer = new byte[IceAgent.MaxDatagramLength];
        while (Agent.TryWrite(buffer, Now, out var length, out var path)) written.Add((path, buffer[..length]));
        return written;
    }

    public List<byte[]> DrainRequests(TransportPath? path = null) =>
        [.. Drain().Where(sent => sent.Path == (path ?? Path) && sent.Bytes[0] == 0 && sent.Bytes[1] == 1).Select(sent => sent.Bytes)];

    /// <summary>Answers whatever the agent asks on that path, until it asks no more.</summary>
    public void AnswerAll(TransportPath? path = null)
    {
        for (var requests = DrainRequests(path); requests.Count > 0; requests = DrainRequests(path))
        {
            foreach (var request in requests) Send(Success(request), path);
        }
    }

    public List<IceEvent> Events()
    {
        List<IceEvent> events = [];
        while (Agent.TryNextEvent(out var e)) events.Add(e);
        return events;
    }
}
