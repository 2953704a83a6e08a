using System.Text;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Turn;

/// <summary>
/// A user and password at a server (RFC 8489 section 9.2): the realm and the nonce come from the server, and the nonce
/// changes.
/// </summary>
internal sealed class LongTermCredentials(string username, string password)
{
    /// <summary>"The value MUST be less than 128 characters" (RFC 8489 sections 14.9 and 14.10): 763 bytes at most.</summary>
    private const int MaxTextLength = 763;

    private readonly byte[] _username = Encoding.UTF8.GetBytes(username);
    private byte[] _realm = [];
    private byte[] _nonce = [];
    private byte[] _key = [];

    /// <summary>The server has told its realm: requests carry the credentials from then on.</summary>
    public bool AreKnown => _key.Length > 0;

    /// <summary>Takes realm and nonce from a 401 or 438.</summary>
    public bool TryLearn(in StunMessage response)
    {
        if (!response.TryGet(StunAttributeType.Nonce, out var nonce) || nonce.Length is 0 or > MaxTextLength) return false;
        if (!response.TryGet(StunAttributeType.Realm, out var realm)) realm = _realm;
        if (realm.Length is 0 or > MaxTextLength) return false;
        _nonce = nonce.ToArray();
        if (realm.SequenceEqual(_realm)) return true;
        _realm = realm.ToArray();
        _key = StunKey.LongTerm(username, Encoding.UTF8.GetString(realm), password);
        return true;
    }

    /// <summary>Signs a request; it must be the last that is written.</summary>
    public void AddTo(ref StunWriter writer)
    {
        if (!AreKnown) return;
        writer.Add(StunAttributeType.Username, _username);
        writer.Add(StunAttributeType.Realm, _realm);
        writer.Add(StunAttributeType.Nonce, _nonce);
        writer.AddIntegrity(_key);
    }

    /// <summary>
    /// Whether the server wrote the response. Errors may come without integrity, since a server that refuses the
    /// credentials has none to show; what carries one must carry the right one.
    /// </summary>
    public bool Accept(in StunMessage response)
    {
        var isSigned = response.HasIntegrity || response.HasIntegritySha256;
        if (AreKnown && isSigned) return response.HasValidIntegrity(_key);
        return response.Class == StunClass.ErrorResponse;
    }
}
