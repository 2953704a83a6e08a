using System.Text;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// The credentials of both ends as STUN needs them (RFC 8445 section 7.2.2): a request carries the receiver's fragment
/// first and is keyed by the receiver's password; so is the response to it.
/// </summary>
internal sealed class IceSecrets
{
    private readonly byte[] _ownFragment;
    private readonly byte[] _remoteFragment;

    public IceSecrets(IceCredentials local, IceCredentials? remote)
    {
        _ownFragment = Encoding.UTF8.GetBytes(local.UsernameFragment + ":");
        LocalKey = StunKey.ShortTerm(local.Password);
        _remoteFragment = Encoding.UTF8.GetBytes(remote?.UsernameFragment ?? "");
        RemoteKey = StunKey.ShortTerm(remote?.Password ?? "");
        RequestUsername = Encoding.UTF8.GetBytes($"{remote?.UsernameFragment}:{local.UsernameFragment}");
        HasRemote = remote is not null;
    }

    public bool HasRemote { get; }

    /// <summary>Keys what the other end asks, and our answers.</summary>
    public byte[] LocalKey { get; }

    /// <summary>Keys what we ask, and the answers to it.</summary>
    public byte[] RemoteKey { get; }

    /// <summary>USERNAME of our requests.</summary>
    public byte[] RequestUsername { get; }

    /// <summary>
    /// Whether a request was meant for us, and written by somebody who got our password. A request of other
    /// credentials of the other end is refused too: that is somebody else in the room, or a session that is over.
    /// </summary>
    public bool Authenticates(in StunMessage request, out ReadOnlySpan<byte> remoteFragment)
    {
        remoteFragment = default;
        if (!request.TryGet(StunAttributeType.Username, out var username)) return false;
        if (!username.StartsWith(_ownFragment)) return false;
        remoteFragment = username[_ownFragment.Length..];
        if (HasRemote && !remoteFragment.SequenceEqual(_remoteFragment)) return false;
        return request.HasValidIntegrity(LocalKey);
    }
}
