namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Chunk types (RFC 9260 section 3.2, RFC 3758, RFC 4820, RFC 6525, RFC 8260). The highest two bits say what to do with an unknown one.</summary>
internal enum ChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
    InterleavedData = 64,
    ReConfig = 130,
    Pad = 132,
    ForwardTsn = 192,
    InterleavedForwardTsn = 194,
}
