using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.Metrics;

/// <summary>What the relay counts. Nothing here tells rooms or clients apart.</summary>
internal sealed class RelayMetrics
{
    private readonly LabelledCounter _refused = new("origin", "token", "handshake", "too_many_handshakes");
    private readonly LabelledCounter _closed = new(
        "by_client", "gone", "malformed", "message_too_big", "too_slow", "relay_full", "address_full", "room_full", "too_many_rooms",
        "too_many_messages", "too_many_bytes", "idle", "relay_stops");

    private readonly Histogram _queueTime = new();
    private readonly Histogram _fanOutTime = new();
    private long _connections;
    private long _failedConnections;
    private long _joined;
    private long _received;
    private long _receivedBytes;
    private long _delivered;
    private long _deliveredBytes;
    private long _dropped;

    /// <summary>A TCP connection was accepted.</summary>
    public void ConnectionAccepted() => Interlocked.Increment(ref _connections);

    /// <summary>A connection ended before its request was answered.</summary>
    public void ConnectionFailed() => Interlocked.Increment(ref _failedConnections);

    /// <summary>A request was refused, or a connection that had not made one yet.</summary>
    public void Refused(string reason) => _refused.Increment(reason);

    public void Joined() => Interlocked.Increment(ref _joined);

    /// <summary>A client was closed, or has gone.</summary>
    public void Closed(string reason) => _closed.Increment(reason);

    public void Received(RelayMessage message)
    {
        Interlocked.Increment(ref _received);
        Interlocked.Add(ref _receivedBytes, message.Payload.Length);
    }

    /// <summary>Messages that arrived together were put into the queue of everyone that is to get them.</summary>
    public void FannedOut(long receivedAt, int count) => _fanOutTime.ObserveSince(receivedAt, count);

    /// <summary>Messages that arrived together were written to one client.</summary>
    public void Queued(long receivedAt, int count)
    {
        if (count > 0)
        {
            _queueTime.ObserveSince(receivedAt, count);
        }
    }

    /// <summary>Messages were written to one client.</summary>
    public void Delivered(int count, int bytes)
    {
        Interlocked.Add(ref _delivered, count);
        Interlocked.Add(ref _deliveredBytes, bytes);
    }

    /// <summary>Messages for one client were given up, because it was closed.</summary>
    public void Dropped(int count) => Interlocked.Add(ref _dropped, count);

    public void WriteTo(MetricsText text, RoomTable rooms)
    {
        text.Single("rtcpeer_relay_clients", "gauge", "Clients that are here now.", rooms.ClientCount);
        text.Single("rtcpeer_relay_rooms", "gauge", "Rooms that have clients.", rooms.RoomCount);
        Counter(text, "rtcpeer_relay_connections_total", "TCP connections accepted.", ref _connections);
        Counter(text, "rtcpeer_relay_connections_failed_total", "Connections that ended before their request was answered.", ref _failedConnections);
        _refused.WriteTo(text, "rtcpeer_relay_refused_total", "reason", "Requests refused, by reason.");
        Counter(text, "rtcpeer_relay_joined_total", "Clients that joined a room.", ref _joined);
        _closed.WriteTo(text, "rtcpeer_relay_closed_total", "reason", "Clients closed or gone, by reason.");
        Counter(text, "rtcpeer_relay_messages_received_total", "Messages from clients.", ref _received);
        Counter(text, "rtcpeer_relay_received_bytes_total", "Bytes of the messages from clients.", ref _receivedBytes);
        Counter(text, "rtcpeer_relay_messages_delivered_total", "Messages written to clients.", ref _delivered);
        Counter(text, "rtcpeer_relay_delivered_bytes_total", "Bytes of the messages written to clients.", ref _deliveredBytes);
        Counter(text, "rtcpeer_relay_messages_dropped_total", "Messages given up because their receiver was closed.", ref _dropped);
        _fanOutTime.WriteTo(text, "rtcpeer_relay_fan_out_seconds", "From a message's arrival until it was in the queue of every receiver.");
        _queueTime.WriteTo(text, "rtcpeer_relay_queue_seconds", "From a message's arrival until it was written to one receiver.");
    }

    private static void Counter(MetricsText text, string name, string help, ref long value) =>
        text.Single(name, "counter", help, Interlocked.Read(ref value));
}
