using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>A room of a relay in virtual time: what one sends, all others that have joined receive, in order.</summary>
internal sealed class TestRoom
{
    private readonly List<Member> _members = [];
    private readonly Queue<(string From, byte[] Json)> _underway = [];

    public TimeSpan Now { get; private set; }

    /// <summary>All that was ever sent, as JSON.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>A peer of ours that has not joined yet.</summary>
    public Member Add(string uuid, PeerRole role, int capacity = 64, bool takesSeveralCalls = false)
    {
        var member = new Member(this, uuid, role, capacity, takesSeveralCalls);
        _members.Add(member);
        return member;
    }

    /// <summary>A peer of ours that joins, and all that follows from it at once.</summary>
    public Member Join(string uuid, PeerRole role, int capacity = 64)
    {
        var member = Add(uuid, role, capacity);
        member.Join();
        return member;
    }

    /// <summary>Another program says something.</summary>
    public void Say(string json)
    {
        Send("", Encoding.UTF8.GetBytes(json));
        Settle();
    }

    public void Advance(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (_members.Min(member => member.Negotiator.NextDeadline) is { } next && next <= end)
        {
            Now = next > Now ? next : Now;
            foreach (var member in _members)
            {
                member.Negotiator.Tick(Now);
            }

            Settle();
        }

        Now = end;
    }

    public int Count(string part) => Sent.Count(json => json.Contains(part, StringComparison.Ordinal));

    private void Send(string from, byte[] json)
    {
        Sent.Add(Encoding.UTF8.GetString(json));
        _underway.Enqueue((from, json));
    }

    private void Settle()
    {
        while (_underway.TryDequeue(out var message))
        {
            foreach (var member in _members.Where(member => member.IsJoined && member.Uuid != message.From).ToList())
            {
                if (SignallingWire.TryRead(message.Json, out var read, out _))
                {
                    member.Negotiator.Receive(read, Now);
                }
            }
        }
    }

    internal sealed class Member
    {
        private readonly TestRoom _room;

        public Member(TestRoom room, string uuid, PeerRole role, int capacity, bool takesSeveralCalls)
        {
            _room = room;
            Uuid = uuid;
            Negotiator = takesSeveralCalls ? new Reception(capacity, One) : One();
            return;

            Negotiator One() => new(uuid, role, capacity, Connect, Send, NullLogger.Instance);
        }

        public string Uuid { get; }

        public INegotiator Negotiator { get; }

        public bool IsJoined { get; private set; }

        public List<FakeConnection> Connections { get; } = [];

        /// <summary>The one connection that is at work.</summary>
        public FakeConnection Connection => Connections.Single(connection => !connection.IsDiscarded);

        /// <summary>The one peer that it is with; null for none.</summary>
        public string? Remote => Negotiator.Remotes.SingleOrDefault();

        public void Join()
        {
            IsJoined = true;
            Negotiator.Joined(_room.Now);
            _room.Settle();
        }

        /// <summary>The relay is gone for this peer: what it sends is lost, and what others send does not reach it.</summary>
        public void Leave() => IsJoined = false;

        public void FindCandidate(string candidate) => FindCandidate(Connection, candidate);

        public void FindCandidate(FakeConnection connection, string candidate)
        {
            Negotiator.LocalCandidate(connection, new RtcIceCandidate(candidate, "0", 0));
            _room.Settle();
        }

        /// <summary>The connection that is with a peer; null for none.</summary>
        public FakeConnection? ConnectionTo(Member other) =>
            Connections.SingleOrDefault(connection => !connection.IsDiscarded && connection.RemoteUfrag == other.Connection.Ufrag);

        public void Open() => Open(Connection);

        public void Open(FakeConnection connection) => Negotiator.Opened(connection);

        /// <summary>The one connection that is at work fails.</summary>
        public bool Fail() => Fail(Connection);

        public bool Fail(FakeConnection connection)
        {
            var goesOn = Negotiator.TryStartOver(connection, _room.Now);
            _room.Settle();
            return goesOn;
        }

        /// <summary>The one connection that is at work notices that we are on another network.</summary>
        public void ChangeNetwork()
        {
            Negotiator.NetworkChanged(Connection, _room.Now);
            _room.Settle();
        }

        /// <summary>Whether the two hold each other's descriptions.</summary>
        public bool IsWith(Member other) => ConnectionTo(other)?.Ufrag == other.Connection.RemoteUfrag;

        private FakeConnection Connect(PeerRole role)
        {
            var connection = new FakeConnection($"{Uuid}{Connections.Count}", role);
            Connections.Add(connection);
            return connection;
        }

        private void Send(SignallingMessage message)
        {
            if (IsJoined)
            {
                _room.Send(Uuid, SignallingWire.Write(message));
            }
        }
    }
}
