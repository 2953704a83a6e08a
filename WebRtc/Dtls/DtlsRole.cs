namespace RtcPeer.WebRtc.Dtls;

/// <summary>
/// Who speaks first. The answerer chooses, by <c>a=setup</c> (RFC 8842 section 5): active is the client.
/// </summary>
internal enum DtlsRole
{
    Client,
    Server,
}
