using System.Net;
using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Ice;

/// <summary>Two agents, A controlling, joined by a wire with a scripted fate for each packet, in virtual time.</summary>
internal sealed class IceWire
{
    private readonly PriorityQueue<WirePacket, (long, int)> _flying = new();
    private int _sequence;

    public IceWire(int seed = 1, IceOptions? options = null, IceOptions? optionsOfB = null)
    {
        options ??= new IceOptions();
        A = new IceAgent(options, new SeededEntropy(seed)) { Role = IceRole.Controlling };
        B = new IceAgent(optionsOfB ?? options, new SeededEntropy(seed + 1000)) { Role = IceRole.Controlled };
    }

    public IceAgent A { get; }

    public IceAgent B { get; }

    public Instant Now { get; private set; } = new(TimeSpan.FromHours(1).Ticks);

    public Instant StartedAt { get; } = new(TimeSpan.FromHours(1).Ticks);

    public TimeSpan Elapsed => Now - StartedAt;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Which packets never arrive.</summary>
    public Func<WirePacket, bool> IsLost { get; set; } = static _ => false;

    /// <summary>The receiver's path of the sender's; a NAT does more than swap the ends.</summary>
    public Func<WirePacket, TransportPath> Deliver { get; set; } = static packet => new(packet.Path.Remote, packet.Path.Local);

    public List<WirePacket> Sent { get; } = [];

    public List<IceEvent> EventsOfA { get; } = [];

    public List<IceEvent> EventsOfB { get; } = [];

    public static TransportAddress Address(string text) => TransportAddress.Create(
        IPEndPoint.Parse(text).Address, (ushort)IPEndPoint.Parse(text).Port);

    /// <summary>A and B with one host candidate each, and all signalling done.</summary>
    public static IceWire Connected(int seed = 1, IceOptions? options = null)
    {
        var wire = new IceWire(seed, options);
        wire.AddHosts(["192.0.2.1:1000"], ["192.0.2.2:2000"]);
        wire.SignalAll();
        wire.RunUntil(() => wire.A.State == IceState.Completed && wire.B.State == IceState.Completed);
        return wire;
    }

    public void AddHosts(string[] hostsOfA, string[] hostsOfB)
    {
        foreach (var (index, host) in hostsOfA.Index()) CandidatesOfA.Add(A.AddLocalCandidate(Address(host), (ushort)(65535 - index)));
        foreach (var (index, host) in hostsOfB.Index()) CandidatesOfB.Add(B.AddLocalCandidate(Address(host), (ushort)(65535 - index)));
    }

    public List<Candidate> CandidatesOfA { get; } = [];

    public List<Candidate> CandidatesOfB { get; } = [];

    /// <summary>Both get the other's credentials and candidates at once, and hear that there are no more.</summary>
    public void SignalAll()
    {
        B.SetRemoteCredentials(A.LocalCredentials);
        A.SetRemoteCredentials(B.LocalCredentials);
        SignalToA();
        SignalToB();
    }

    public void SignalToA()
    {
        foreach (var candidate in CandidatesOfB) A.AddRemoteCandidate(candidate);
        A.EndRemoteCandidates();
        B.EndLocalCandidates();
    }

    public void SignalToB()
    {
        foreach (var candidate in CandidatesOfA) B.AddRemoteCandidate(candidate);
        B.EndRemoteCandidates();
        A.EndLocalCandidates();
    }

    /// <summary>Runs until it holds, and fails the test when that takes longer than the limit.</summary>
    public void RunUntil(Func<bool> holds, double limitSeconds = 60)
    {
        var limit = Now + TimeSpan.FromSeconds(limitSeconds);
        Pump();
        while (!holds())
        {
            if (!Step(limit)) Assert.Fail($"Not within {limitSeconds} s: {string.Join("\n", Sent.TakeLast(40))}");
        }
    }

    public void RunFor(double seconds)
    {
        var limit = Now + TimeSpan.FromSeconds(seconds);
        Pump();
        while (Step(limit))
        {
        }
        Now = limit;
        Pump();
    }

    /// <summary>Hands both agents the time, and takes what they have to say.</summary>
    public void Pump()
    {
        Pump(A, fromA: true, EventsOfA);
        Pump(B, fromA: false, EventsOfB);
    }

    public void Inject(IceAgent receiver, byte[] datagram, TransportPath path)
    {
        receiver.Receive(datagram, path, Now);
        Pump();
    }

    private bool Step(Instant limit)
    {
        var next = Instant.Earlier(A.NextDeadline, B.NextDeadline);
        if (_flying.TryPeek(out _, out var arrival)) next = Instant.Earlier(next, new Instant(arrival.Item1));
        if (next > limit) return false;
        Now = Instant.Later(Now, next);
        while (_flying.TryPeek(out var packet, out arrival) && arrival.Item1 <= Now.Ticks)
        {
            _flying.Dequeue();
            (packet.FromA ? B : A).Receive(packet.Bytes, Deliver(packet), Now);
        }
        Pump();
        return true;
    }

    private void Pump(IceAgent agent, bool fromA, List<IceEvent> events)
    {
        agent.Tick(Now);
        var buffer = new byte[IceAgent.MaxDatagramLength];
        for (var count = 0; agent.TryWrite(buffer, Now, out var length, out var path); count++)
        {
            Assert.That(count, Is.LessThan(1000), "an agent writes without end");
            var packet = new WirePacket(fromA, path, Now, buffer[..length]);
            Sent.Add(packet);
            if (!IsLost(packet)) _flying.Enqueue(packet, ((Now + Latency).Ticks, _sequence++));
        }
        while (agent.TryNextEvent(out var e)) events.Add(e);
        Assert.That(agent.NextDeadline, Is.GreaterThan(Now), "a deadline is left behind after a full drain");
    }
}
