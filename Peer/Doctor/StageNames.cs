using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Doctor;

/// <summary>How the stages are called, and how the program ends when one is the first to fail. Part of its interface.</summary>
internal static class StageNames
{
    public static string Name(this Stage stage) => stage switch
    {
        Stage.RelayTcp => "relay-tcp",
        Stage.RelayTls => "relay-tls",
        Stage.RelayJoin => "relay-join",
        Stage.Stun => "stun",
        Stage.Turn => "turn",
        Stage.Nat => "nat",
        Stage.Gather => "gather",
        Stage.Connect => "connect",
        Stage.ConnectRelayed => "connect-relayed",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    public static ExitCode Code(this Stage stage) => stage switch
    {
        Stage.RelayTcp => ExitCode.DoctorRelayTcp,
        Stage.RelayTls => ExitCode.DoctorRelayTls,
        Stage.RelayJoin => ExitCode.DoctorRelayJoin,
        Stage.Stun => ExitCode.DoctorStun,
        Stage.Turn => ExitCode.DoctorTurn,
        Stage.Nat => ExitCode.DoctorNat,
        Stage.Gather => ExitCode.DoctorGather,
        Stage.Connect => ExitCode.DoctorConnect,
        Stage.ConnectRelayed => ExitCode.DoctorConnectRelayed,
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}
