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
    private SessionDescription? _localOffer;
    private SessionDescription? _remoteOffer;

    public SignalingState State { get; private set; } = SignalingState.Stable;

    /// <summary>The other end's latest description.</summary>
    public SessionDescription? Remote { get; private set; }

    /// <summary>The data section's name: the offerer's choice.</summary>
    public string? Mid => _remoteOffer is { } offer ? offer.Data.Mid : local.Mid;

    /// <summary>The data section's place among the m-sections, from 0: the offerer's choice too.</summary>
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

    /// <exception cref="InvalidOperationException">An offer of the other end waits for an answer.</exception>
    public string CreateOffer()
    {
        Require(State is SignalingState.Stable or SignalingState.HaveLocalOffer, "create an offer");
        _localOffer = SessionDescription.CreateOffer(sessionId, local);
        return _created = SdpWriter.Write(_localOffer);
    }

    /// <exception cref="InvalidOperationException">There is no offer to answer.</exception>
    public string CreateAnswer()
    {
        Require(State is SignalingState.HaveRemoteOffer, "create an answer");
        return _created = SdpWriter.Write(SessionDescription.CreateAnswer(sessionId, _remoteOffer!, local));
    }

    /// <exception cref="InvalidOperationException">It is not what was created last, or comes in the wrong state.</exception>
    public void SetLocal(bool isOffer, string sdp)
    {
        Require(sdp == _created, "set a local description that was not created last");
        if (isOffer)
        {
            Require(State is SignalingState.Stable or SignalingState.HaveLocalOffer, "set a local offer");
            State = SignalingState.HaveLocalOffer;
        }
        else
        {
            Require(State is SignalingState.HaveRemoteOffer, "set a local answer");
            State = SignalingState.Stable;
            IsDtlsClient ??= _remoteOffer!.Data.Setup.Answer == SetupRole.Active;
        }
    }

    /// <exception cref="InvalidOperationException">The description comes in the wrong state.</exception>
    public bool TrySetRemote(bool isOffer, string sdp, [NotNullWhen(false)] out string? problem)
    {
        Require(State == (isOffer ? SignalingState.Stable : SignalingState.HaveLocalOffer),
            isOffer ? "set a remote offer" : "set a remote answer");
        if (!SdpParser.TryParse(sdp, out var description, out problem)) return false;
        problem = FindProblem(isOffer, description);
        if (problem is not null) return false;

        Remote = description;
        _remoteOffer = isOffer ? description : null;
        State = isOffer ? SignalingState.HaveRemoteOffer : SignalingState.Stable;
        if (!isOffer) IsDtlsClient ??= description.Data.Setup == SetupRole.Passive;
        return true;
    }

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
        if (Remote is { } earlier && earlier.Data.IceUfrag != description.Data.IceUfrag)
        {
            return "the description asks for an ICE restart, which is not supported";
        }
        return isOffer ? null : description.FindProblemAsAnswerTo(_localOffer!);
    }

    private void Require(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException($"Cannot {what} in the signalling state {State}.");
    }
}
