using System.Globalization;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>Finds the exit code and the words for a set-up that came to nothing.</summary>
internal static class SetupFailures
{
    public static SetupException Of(RtcFailure failure) => failure.Kind switch
    {
        RtcFailureKind.Ice => new(ExitCode.IceFailed, $"no path to the other peer was found (ICE): {failure.Message}"),
        RtcFailureKind.Dtls => new(ExitCode.DtlsFailed, $"the encryption could not be set up (DTLS): {failure.Message}"),
        RtcFailureKind.FingerprintMismatch => new(ExitCode.DtlsFailed, $"fingerprint mismatch (DTLS): {failure.Message}"),
        _ => new(ExitCode.ConnectionLost, $"the connection was lost while it was set up: {failure.Message}"),
    };

    /// <summary>The relay does not let us in.</summary>
    public static SetupException Refused(string reason, PeerOptions options) => new(
        ExitCode.RelayUnreachable, $"the relay at {RoomAddress.Shown(options.Url)} does not let us in: {reason}");

    /// <summary>All is to go through TURN servers, of which neither we nor the relay know one.</summary>
    public static SetupException NoTurnServer() => new(
        ExitCode.IceFailed,
        "only paths through a TURN server are allowed (--ice-policy relay), but no TURN server is given, and the relay names none");

    /// <summary>The time is over: the stage that was not passed says which failure it is.</summary>
    public static SetupException TimedOut(SetupProgress progress, PeerOptions options)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"{options.Timeout?.TotalSeconds} s");
        return progress switch
        {
            { Joined: false } => new(
                ExitCode.RelayUnreachable,
                $"the relay at {RoomAddress.Shown(options.Url)} could not be joined within {limit}{Because(progress.RelayProblem)}"),
            { Opened: > 0 and var count } => new(
                ExitCode.NoPeer, $"only {count} of {options.MinPeers} peers took part within {limit}"),
            { TrustFailure: { } reason } => new(ExitCode.NotTrusted, reason),
            { RefusedLabel: { } label } => new(
                ExitCode.NoPeer, $"the other end opened the channel '{label}' and not '{options.Channel}': both need the same --channel"),
            { LastFailure: { } failure } => Of(failure),
            { Connection: RtcPeerConnectionState.Connected } => new(
                ExitCode.NoPeer, $"connected, but no channel '{options.Channel}' was opened within {limit}"),
            { Connection: not null } => new(
                ExitCode.IceFailed, $"found the other peer, but no path to it within {limit} (ICE)"),
            { MetCallee: true } when !options.Caller => new(
                ExitCode.NoPeer, $"no call came within {limit}; the other peer waits as well: one of the two needs --caller"),
            _ => new(ExitCode.NoPeer, $"no other peer took part within {limit}{Because(progress.Refusal)}"),
        };
    }

    private static string Because(string? reason) => reason is null ? "" : $" ({reason})";
}
