namespace RtcPeer.Relay;

/// <summary>How the log is written on stderr.</summary>
internal enum LogFormat
{
    /// <summary>Short lines for people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs.</summary>
    Json,
}
