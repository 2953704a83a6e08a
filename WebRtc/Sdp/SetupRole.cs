namespace RtcPeer.WebRtc.Sdp;

/// <summary>a=setup (RFC 8842 section 5, RFC 4145 section 4): who sends the DTLS ClientHello.</summary>
internal enum SetupRole
{
    /// <summary>The offerer leaves it to the answerer.</summary>
    ActPass,

    /// <summary>The DTLS client.</summary>
    Active,

    /// <summary>The DTLS server.</summary>
    Passive,
}

internal static class SetupRoleExtensions
{
    extension(SetupRole role)
    {
        /// <summary>What we answer to this offer: active where we may choose, so that the handshake begins at once.</summary>
        public SetupRole Answer => role == SetupRole.Active ? SetupRole.Passive : SetupRole.Active;
    }
}
