namespace RtcPeer.Relay;

/// <summary>How the relay ended. The numbers are part of its interface and shown by <c>--help</c>.</summary>
internal enum ExitCode
{
    /// <summary>Stopped by SIGINT or SIGTERM, after every client was told.</summary>
    Done = 0,

    /// <summary>An error of the relay itself.</summary>
    Failed = 1,

    /// <summary>The command line, the environment or appsettings.json makes no sense.</summary>
    Usage = 2,

    /// <summary>Something else listens on the address already.</summary>
    AddressInUse = 3,

    /// <summary>The address is not one of this machine, or may not be used.</summary>
    AddressUnusable = 4,

    /// <summary>The certificate or its key can't be read, don't belong together, or are not valid now.</summary>
    CertificateUnusable = 5,

    /// <summary>A second SIGINT ended the relay before its clients were told.</summary>
    Interrupted = 130,

    /// <summary>A second SIGTERM ended the relay before its clients were told.</summary>
    Terminated = 143,
}
