using RtcPeer.Relay.Backplane;
using static RtcPeer.Relay.CommandFlag;

namespace RtcPeer.Relay;

/// <summary>The flags of <c>relay</c> that are settings too.</summary>
internal static class CommandFlags
{
    private static readonly RelayOptions Default = new();

    public static IReadOnlyList<CommandFlag> All { get; } =
    [
        Text("--host", "Host", "HOST", "Host or address to listen on; 0.0.0.0 or + is all of them. [default: localhost]"),
        Number("--port", "Port", "PORT", "Port to listen on; 0 takes a free one. [default: 8443]", max: 65535),
        Text("--tls-cert", "TlsCert", "FILE", "Serve wss and https with the certificate (and its chain) in this PEM file."),
        Text("--tls-key", "TlsKey", "FILE", "The private key of the certificate, as PEM. A change of the two files is noticed."),
        List("--origin", "Origins", "ORIGIN", "Also serve pages of this origin, as in https://example.org; * is all. Can be repeated."),
        Text("--token-file", "TokenFile", "FILE", "Serve only clients that know the token in this file."),
        Text("--backplane", "Backplane", "URL", "Share rooms with other relays through this AMQP broker, as in amqps://user@host/vhost.", BackplaneProblem),
        Text("--backplane-password-file", "BackplanePasswordFile", "FILE", "The password for the broker is in this file."),
        Text("--backplane-ca", "BackplaneCa", "FILE", "Trust the authorities in this PEM file with the broker's certificate. [default: the system's]"),
        Text("--metrics-host", "MetricsHost", "HOST", "Host or address to serve /metrics on. [default: localhost]"),
        Number("--metrics-port", "MetricsPort", "PORT", "Port to serve /metrics on; 0 takes a free one. [default: none]", max: 65535),
        Word("--log-format", "LogFormat", "How to log on stderr. [default: text]", "text", "json"),
        Limit("--max-clients", "MaxClients", "Clients in all.", Default.MaxClients),
        Limit("--max-clients-per-address", "MaxClientsPerAddress", "Clients of one address (IPv6: of one /64).", Default.MaxClientsPerAddress),
        Limit("--max-clients-per-room", "MaxClientsPerRoom", "Clients of one room.", Default.MaxClientsPerRoom),
        Limit("--max-rooms", "MaxRooms", "Rooms.", Default.MaxRooms),
        Limit("--max-handshakes", "MaxHandshakes", "Connections whose request is not answered yet; the oldest makes room.", Default.MaxHandshakes),
        Limit("--max-handshakes-per-address", "MaxHandshakesPerAddress", "Those of one address (IPv6: of one /64).", Default.MaxHandshakesPerAddress),
        Limit("--max-message-bytes", "MaxMessageBytes", "Bytes of one message; at least 1.", Default.MaxMessageBytes),
        Limit("--max-messages-per-second", "MaxMessagesPerSecond", $"Messages a second of one client, {RelayOptions.Burst} times as many at once.", Default.MaxMessagesPerSecond),
        Limit("--max-bytes-per-second", "MaxBytesPerSecond", $"Bytes a second of one client, {RelayOptions.Burst} times as many at once.", Default.MaxBytesPerSecond),
        Limit("--queue-messages", "QueueMessages", "Messages that may wait for one client; at least 1.", Default.QueueMessages),
        Limit("--queue-bytes", "QueueBytes", "Bytes that may wait for one client; at least those of a message.", Default.QueueBytes),
        Limit("--backplane-queue-messages", "BackplaneQueueMessages", "Messages kept for the other relays; at least 1.", Default.BackplaneQueueMessages),
        Limit("--backplane-queue-bytes", "BackplaneQueueBytes", "Bytes kept for the other relays; at least those of a message.", Default.BackplaneQueueBytes),
        Seconds("--backplane-queue-age", "BackplaneQueueAge", $"Time that a message is kept for the other relays. [default: {Default.BackplaneQueueAge.TotalSeconds}]"),
        Seconds("--handshake-timeout", "HandshakeTimeout", $"Time for a connection until its request is answered. [default: {Default.HandshakeTimeout.TotalSeconds}]"),
        Seconds("--idle-timeout", "IdleTimeout", $"Time that a client may neither send nor be sent anything. [default: {Default.IdleTimeout.TotalSeconds}]"),
        Seconds("--drain-delay", "DrainDelay", "Time to serve on after the signal to stop, while /readyz says no. [default: 0]"),
    ];

    private static string? BackplaneProblem(string value) => BrokerAddress.HasPassword(value)
        ? "--backplane takes no password, which others could read: use --backplane-password-file or RTCPEER_RELAY__BACKPLANEPASSWORD."
        : null;

    private static CommandFlag Limit(string name, string key, string description, int standard) =>
        Number(name, key, "N", $"{description} [default: {standard}]");
}
