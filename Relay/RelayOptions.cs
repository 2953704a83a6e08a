namespace RtcPeer.Relay;

/// <summary>What can be set of a relay: by flag, by environment (<c>RTCPEER_RELAY__PORT</c>), or in the section
/// <c>Relay</c> of appsettings.json.</summary>
internal sealed record RelayOptions
{
    /// <summary>The name of the section in appsettings.json, and of the middle part of the environment's names.</summary>
    public const string Section = "Relay";

    /// <summary>A host name or address; <c>localhost</c> is 127.0.0.1 and [::1]; <c>0.0.0.0</c>, <c>+</c> and
    /// <c>*</c> are every address of the machine.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>The largest message, in bytes; a client that sends more is closed with 1009.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How many messages may wait for one client; one more and it is closed with 1013.</summary>
    public int QueueMessages { get; init; } = 1024;

    /// <summary>How many bytes may wait for one client; more and it is closed with 1013.</summary>
    public int QueueBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a client may be silent before it is pinged.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the answer to a ping may take before the client counts as gone.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection may take until its request is answered.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client that is being closed may take to agree before its connection is cut.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with these options, or null.</summary>
    public string? Problem() => this switch
    {
        { Host: "" } => "the host is empty",
        { Port: < 0 or > 65535 } => $"the port must be between 0 and 65535, not {Port}",
        { MaxMessageBytes: < 1 } => $"MaxMessageBytes must be at least 1, not {MaxMessageBytes}",
        { QueueMessages: < 1 } => $"QueueMessages must be at least 1, not {QueueMessages}",
        _ when QueueBytes < MaxMessageBytes => $"QueueBytes must be at least MaxMessageBytes, not {QueueBytes}",
        _ when Shortest <= TimeSpan.Zero => "KeepAliveInterval, KeepAliveTimeout, HandshakeTimeout and CloseTimeout must be above zero",
        _ => null,
    };

    private TimeSpan Shortest => new[] { KeepAliveInterval, KeepAliveTimeout, HandshakeTimeout, CloseTimeout }.Min();
}
