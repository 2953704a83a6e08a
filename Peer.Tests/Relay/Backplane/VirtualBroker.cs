using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using RtcPeer.Relay.Backplane;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Peer.Tests.Relay.Backplane;

/// <summary>A broker and its relays in virtual time: queues that go with their connection, as the real one's do.</summary>
internal sealed class VirtualBroker
{
    public static readonly RoomKey Room = RoomKey.Of("/blue/");

    private readonly List<Member> _members = [];

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>A relay, not connected yet.</summary>
    public Member NewMember(int maxMessages = 10_000, int maxMessageBytes = 1000)
    {
        var member = new Member(this, (ulong)_members.Count + 1, maxMessages, maxMessageBytes);
        _members.Add(member);
        return member;
    }

    /// <summary>Lets time pass, and everything be said and heard.</summary>
    public void Run(double seconds = 0)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (true)
        {
            while (_members.Any(member => member.Step()))
            {
            }

            if (Now >= end)
            {
                return;
            }

            Now += TimeSpan.FromMilliseconds(100);
        }
    }

    /// <summary>Lets time pass while everything is on its way.</summary>
    public void Wait(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>Every connection is lost, and all that was in queues.</summary>
    public void Restart() => _members.ForEach(member => member.Disconnect());

    internal sealed class Member(VirtualBroker broker, ulong id, int maxMessages, int maxMessageBytes)
    {
        private readonly Queue<(byte[] Body, string ReplyTo)> _queue = new();
        private int _connection;
        private int _sent;

        public BackplaneNode Node { get; } = new(
            new RelayId(id), new Outbox(maxMessages, 1_000_000, TimeSpan.FromSeconds(60)), maxMessageBytes, broker.Now);

        /// <summary>What its clients have got, in order.</summary>
        public List<string> Got { get; } = [];

        public bool IsConnected { get; private set; }

        public int InQueue => _queue.Count;

        private string QueueName => string.Create(CultureInfo.InvariantCulture, $"{id}.{_connection}");

        public void Connect()
        {
            _connection++;
            IsConnected = true;
            Node.Connected(broker.Now);
        }

        public void Disconnect()
        {
            IsConnected = false;
            _queue.Clear();
            Node.Disconnected();
        }

        /// <summary>Its clients send.</summary>
        public void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                SendText(string.Create(CultureInfo.InvariantCulture, $"{id}:{_sent++}"));
            }
        }

        public void SendText(string text) =>
            Node.Outbox.Add(Room, new RelayMessage(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, 0), broker.Now);

        /// <summary>Says one thing, or hears one.</summary>
        public bool Step() => IsConnected && (Write() || Read());

        /// <summary>Says one thing.</summary>
        public bool Write()
        {
            if (!IsConnected || !Node.TryWrite(broker.Now, out var outgoing))
            {
                return false;
            }

            broker._members.Where(member => member.IsConnected && (outgoing.Queue is null || outgoing.Queue == member.QueueName)).ToList()
                .ForEach(member => member.Enqueue(EnvelopeTests.Bytes(outgoing.Envelope), QueueName));
            return true;
        }

        /// <summary>Puts anything into its queue.</summary>
        public void Enqueue(byte[] body, string replyTo) => _queue.Enqueue((body, replyTo));

        /// <summary>Loses what its queue holds.</summary>
        public void DropQueue() => _queue.Clear();

        /// <summary>Hears one thing.</summary>
        public bool Read()
        {
            if (!_queue.TryDequeue(out var next))
            {
                return false;
            }

            if (Node.Receive(next.Body, next.ReplyTo, broker.Now, out var message))
            {
                Got.Add(Encoding.UTF8.GetString(message.Payload.Span));
            }

            return true;
        }
    }
}
