using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Sdp;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// Offer and answer (RFC 8829 section 3.2): the signalling state, the two descriptions, and what they agree on. What
/// the other end writes gives a result; calling in the wrong state is the caller's bug and throws.
/// </summary>
internal sealed class Negotiation(string sessionId, DataSection local)
{
    private string? _created;
    private SessionDescription? _createdFrom;
    private ulong _version;
    private SessionDescription? _localOffer;
    private SessionDescription? _remoteOffer;
    private SessionDescription? _agreedLocal;

    public SignalingState State { get; private set; } = SignalingState.Stable;

    /// <summary>The other end's latest description.</summary>
    public SessionDescription? Remote { get; private set; }

    /// <summary>The data section's name: the choice of whoever offered first.</summary>
    public string? Mid => _remoteOffer is { } offer ? offer.Data.Mid : local.Mid;

    /// <summary>The data section's place among the m-sections, from 0: the same one's choice.</summary>
    public int DataIndex => _remoteOffer?.DataIndex ?? 0;

    /// <summary>Whether we send the ClientHello; null until offer and answer are there.</summary>
    public bool? IsDtlsClient { get; private set; }

    /// <summary>The other end's name and password for connectivity checks.</summary>
    public IceCredentials? RemoteCredentials => Remote is { } remote ? CredentialsIn(remote) : null;

    /// <summary>What the other end's certificate must match one of.</summary>
    public IReadOnlyList<CertificateFingerprint> RemoteFingerprints => Remote is { } remote ? FingerprintsIn(remote) : [];

    /// <summary>The largest message the other end accepts, in bytes.</summary>
    public long RemoteMaxMessageSize => Remote?.Data.MaxMessageSize switch
    {
        null => DataSection.DefaultMaxMessageSize,
        0 => long.MaxValue,
        { } size => size,
    };

    /// <param name="credentials">Ours; others than those agreed on offer an ICE restart (RFC 8839 section 4.4.1.1.1).</param>
    /// <exception cref="InvalidOperationException">An offer of the other end waits for an answer.</exception>
    public string CreateOffer(IceCredentials credentials)
    {
        Require(State is SignalingState.Stable or SignalingState.HaveLocalOffer, "create an offer");
        _createdFrom = SessionDescription.CreateOffer(sessionId, With(credentials), _remoteOffer, _version);
        return _created = SdpWriter.Write(_createdFrom);
    }

    /// <param name="credentials">Ours; to an offer that restarts ICE, new ones.</param>
    /// <exception cref="InvalidOperationException">There is no offer to answer.</exception>
    public string CreateAnswer(IceCredentials credentials)
    {
        Require(State is SignalingState.HaveRemoteOffer, "create an answer");
        var data = With(credentials);
        if (IsDtlsClient is { } isClient) data = data with { Setup = isClient ? SetupRole.Active : SetupRole.Passive };
        _createdFrom = SessionDescription.CreateAnswer(sessionId, _remoteOffer!, data, _version);
        return _created = SdpWriter.Write(_createdFrom);
    }

    /// <exception cref="InvalidOperationException">It is not what was created last, or comes in the wrong state.</exception>
    public void SetLocal(bool isOffer, string sdp)
    {
        Require(sdp == _created, "set a local description that was not created last");
        if (isOffer)
        {
            Require(State is SignalingState.Stable or SignalingState.HaveLocalOffer, "set a local offer");
            State = SignalingState.HaveLocalOffer;
            _localOffer = _createdFrom;
        }
        else
        {
            Require(State is SignalingState.HaveRemoteOffer, "set a local answer");
            State = SignalingState.Stable;
            _agreedLocal = _createdFrom;
            IsDtlsClient ??= _createdFrom!.Data.Setup == SetupRole.Active;
        }
        _version++;
    }

    /// <summary>An offer that comes while ours is out takes the place of ours (W3C WebRTC: an implicit rollback).</summary>
    /// <exception cref="InvalidOperationException">The description comes in the wrong state.</exception>
    public bool TrySetRemote(bool isOffer, string sdp, [NotNullWhen(false)] out string? problem)
    {
        Require(State == SignalingState.HaveLocalOffer || isOffer && State == SignalingState.Stable,
            isOffer ? "set a remote offer" : "set a remote answer");
        if (!SdpParser.TryParse(sdp, out var description, out problem)) return false;
        problem = FindProblem(isOffer, description);
        if (problem is not null) return false;

        Remote = description;
        if (isOffer)
        {
            _remoteOffer = description;
            _created = null;
        }
        else
        {
            _agreedLocal = _localOffer;
            IsDtlsClient ??= description.Data.Setup == SetupRole.Passive;
        }
        State = isOffer ? SignalingState.HaveRemoteOffer : SignalingState.Stable;
        return true;
    }

    private DataSection With(IceCredentials credentials) =>
        local with { IceUfrag = credentials.UsernameFragment, IcePwd = credentials.Password };

    private static IceCredentials CredentialsIn(SessionDescription description) =>
        new(description.Data.IceUfrag, description.Data.IcePwd);

    private static CertificateFingerprint[] FingerprintsIn(SessionDescription description) =>
    [
        .. description.Data.Fingerprints
            .Select(written => CertificateFingerprint.TryParse(written.ToString(), out var known) ? known : null)
            .OfType<CertificateFingerprint>(),
    ];

    private string? FindProblem(bool isOffer, SessionDescription description)
    {
        if (!CredentialsIn(description).IsAcceptable) return "a=ice-ufrag or a=ice-pwd is too short or too long";
        if (FingerprintsIn(description).Length == 0) return "no a=fingerprint has a known hash function";
        if (Remote is { } earlier && FindProblemAfter(earlier, isOffer, description) is { } problem) return problem;
        return isOffer ? null : description.FindProblemAsAnswerTo(_localOffer!);
    }

    /// <summary>What a later description may not change: it concerns the same DTLS association (RFC 8842 section 5.5).</summary>
    private string? FindProblemAfter(SessionDescription earlier, bool isOffer, SessionDescription description)
    {
        if (!FingerprintsIn(earlier).ToHashSet().SetEquals(FingerprintsIn(description)))
            return "the description brings another certificate (a=fingerprint), which no connection can change";
        var isTheirs = IsDtlsClient == true ? SetupRole.Passive : SetupRole.Active;
        if (IsDtlsClient is not null && description.Data.Setup != isTheirs && description.Data.Setup != SetupRole.ActPass)
            return "the description changes the DTLS role (a=setup)";
        if (isOffer || _agreedLocal is not { } agreed) return null;

        var isRestart = CredentialsIn(agreed) != CredentialsIn(_localOffer!);
        var isRestarted = CredentialsIn(earlier) != CredentialsIn(description);
        if (isRestart == isRestarted) return null;
        return isRestart ? "the answer keeps the ICE credentials although the offer restarts ICE"
            : "the answer changes the ICE credentials although the offer does not restart ICE";
    }

    private void Require(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException($"Cannot {what} in the signalling state {State}.");
    }
}
