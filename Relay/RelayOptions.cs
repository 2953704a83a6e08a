using RtcPeer.Relay.Access;
using RtcPeer.Relay.Backplane;

namespace RtcPeer.Relay;

/// <summary>What can be set of a relay: by flag, by environment (<c>RTCPEER_RELAY__PORT</c>), or in the section
/// <c>Relay</c> of appsettings.json. A limit of 0 is none.</summary>
internal sealed record RelayOptions
{
    /// <summary>The name of the section in appsettings.json, and of the middle part of the environment's names.</summary>
    public const string Section = "Relay";

    /// <summary>A host name or address; <c>localhost</c> is 127.0.0.1 and [::1]; <c>0.0.0.0</c>, <c>+</c> and
    /// <c>*</c> are every address of the machine.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>A PEM file with the certificate and its chain; with <see cref="TlsKey"/> the relay serves wss and https.</summary>
    public string? TlsCert { get; init; }

    /// <summary>A PEM file with the private key of <see cref="TlsCert"/>.</summary>
    public string? TlsKey { get; init; }

    /// <summary>How often the two files are looked at for a new certificate.</summary>
    public TimeSpan TlsReloadInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Origins of foreign pages that may connect, such as <c>https://example.org</c>; <c>*</c> is all of them.</summary>
    public string[] Origins { get; init; } = [];

    /// <summary>What a client has to know in order to be served; null serves everybody.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Rooms with tokens of their own; the first that matches counts, and <see cref="Token"/> for all others.</summary>
    public RoomToken[] RoomTokens { get; init; } = [];

    /// <summary>The TURN servers that <c>GET /ice</c> tells of.</summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>The AMQP broker by which relays share their rooms, as in <c>amqps://user@host/vhost</c>; null for a relay
    /// that is alone.</summary>
    public string? Backplane { get; init; }

    /// <summary>The password for the broker, instead of one in the address.</summary>
    public string? BackplanePassword { get; init; }

    /// <summary>A file that holds the <see cref="BackplanePassword"/>.</summary>
    public string? BackplanePasswordFile { get; init; }

    /// <summary>A PEM file with the authorities that may vouch for the broker (amqps); null trusts those of the system.</summary>
    public string? BackplaneCa { get; init; }

    /// <summary>How many messages are kept for the other relays at most; then the oldest goes.</summary>
    public int BackplaneQueueMessages { get; init; } = 10_000;

    /// <summary>How many bytes are kept for the other relays at most; then the oldest goes.</summary>
    public int BackplaneQueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>For how long a message is kept for the other relays.</summary>
    public TimeSpan BackplaneQueueAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The address that <c>/metrics</c> is served on.</summary>
    public string MetricsHost { get; init; } = "localhost";

    /// <summary>The port that <c>/metrics</c> is served on; 0 takes a free one, null serves none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>The largest message, in bytes; a client that sends more is closed with 1009.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How many clients there may be in all; the next is closed with 4001.</summary>
    public int MaxClients { get; init; } = 20_000;

    /// <summary>How many clients one address (of IPv6: one /64 network) may have; the next is closed with 4002.</summary>
    public int MaxClientsPerAddress { get; init; } = 500;

    /// <summary>How many clients a room may have; the next is closed with 4003.</summary>
    public int MaxClientsPerRoom { get; init; } = 200;

    /// <summary>How many rooms there may be; a client for one more is closed with 4004.</summary>
    public int MaxRooms { get; init; } = 10_000;

    /// <summary>How many messages a second a client may send for long (<see cref="Burst"/> seconds' worth at once); one that
    /// sends more is closed with 4005.</summary>
    public int MaxMessagesPerSecond { get; init; } = 200;

    /// <summary>How many bytes a second a client may send for long (<see cref="Burst"/> seconds' worth at once, and always
    /// the largest message); one that sends more is closed with 4006.</summary>
    public int MaxBytesPerSecond { get; init; } = 1024 * 1024;

    /// <summary>How many messages may wait for one client; one more and it is closed with 1013.</summary>
    public int QueueMessages { get; init; } = 1024;

    /// <summary>How many bytes may wait for one client; more and it is closed with 1013.</summary>
    public int QueueBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a client may neither send nor be sent a message before it is closed with 4007.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a client may be silent before it is pinged.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the answer to a ping may take before the client counts as gone.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection may take until its request is answered.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections may wait for their request to be answered; one more, and the one that has taken
    /// longest is cut.</summary>
    public int MaxHandshakes { get; init; } = 2000;

    /// <summary>How many of them one address (of IPv6: one /64 network) may have.</summary>
    public int MaxHandshakesPerAddress { get; init; } = 200;

    /// <summary>How long the relay goes on serving after the signal to stop, while <c>/readyz</c> says that it is not
    /// ready any more.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long a client that is being closed may take to agree before its connection is cut.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many seconds' worth of messages and bytes a client may send at once.</summary>
    public const int Burst = 5;

    /// <summary>What is wrong with these options, or null.</summary>
    public string? Problem() => this switch
    {
        { Host: "" } => "the host is empty",
        { Port: < 0 or > 65535 } => $"the port must be between 0 and 65535, not {Port}",
        { MetricsHost: "" } => "the host of the metrics is empty",
        { MetricsPort: < 0 or > 65535 } => $"the port of the metrics must be between 0 and 65535, not {MetricsPort}",
        _ when (TlsCert is null) != (TlsKey is null) => "a certificate needs its key, and a key its certificate: give both files (TlsCert, TlsKey) or none",
        { MaxMessageBytes: < 1 } => $"MaxMessageBytes must be at least 1, not {MaxMessageBytes}",
        { QueueMessages: < 1 } => $"QueueMessages must be at least 1, not {QueueMessages}",
        _ when QueueBytes < MaxMessageBytes => $"QueueBytes must be at least MaxMessageBytes, not {QueueBytes}",
        { Backplane: { Length: > 0 } address } when BrokerAddress.Problem(address) is { } problem => problem,
        { BackplaneQueueMessages: < 1 } => $"BackplaneQueueMessages must be at least 1, not {BackplaneQueueMessages}",
        _ when BackplaneQueueBytes < MaxMessageBytes => $"BackplaneQueueBytes must be at least MaxMessageBytes, not {BackplaneQueueBytes}",
        _ when NegativeLimit() is { } name => $"{name} must be at least 0 (no limit)",
        _ when Shortest <= TimeSpan.Zero =>
            "KeepAliveInterval, KeepAliveTimeout, HandshakeTimeout, CloseTimeout, TlsReloadInterval and BackplaneQueueAge must be above zero",
        _ when Longest > TimeSpan.FromDays(40) =>
            "a time is longer than 40 days (times are written as hours:minutes:seconds, as in 00:00:10)",
        _ when DrainDelay < TimeSpan.Zero || IdleTimeout < TimeSpan.Zero => "DrainDelay and IdleTimeout can't be below zero",
        _ => Origins.Select(OriginCheck.Problem).Concat(RoomTokens.Select(token => token.Problem())).Append(Turn.Problem()).FirstOrDefault(found => found is not null),
    };

    private TimeSpan Shortest =>
        new[] { KeepAliveInterval, KeepAliveTimeout, HandshakeTimeout, CloseTimeout, TlsReloadInterval, BackplaneQueueAge }.Min();

    private TimeSpan Longest =>
        new[] { KeepAliveInterval, KeepAliveTimeout, HandshakeTimeout, CloseTimeout, TlsReloadInterval, BackplaneQueueAge, IdleTimeout, DrainDelay }.Max();

    private string? NegativeLimit() => new (string Name, int Value)[]
    {
        (nameof(MaxClients), MaxClients),
        (nameof(MaxClientsPerAddress), MaxClientsPerAddress),
        (nameof(MaxClientsPerRoom), MaxClientsPerRoom),
        (nameof(MaxRooms), MaxRooms),
        (nameof(MaxHandshakes), MaxHandshakes),
        (nameof(MaxHandshakesPerAddress), MaxHandshakesPerAddress),
        (nameof(MaxMessagesPerSecond), MaxMessagesPerSecond),
        (nameof(MaxBytesPerSecond), MaxBytesPerSecond),
    }.FirstOrDefault(limit => limit.Value < 0).Name;
}
