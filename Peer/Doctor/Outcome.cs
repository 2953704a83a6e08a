namespace RtcPeer.Peer.Doctor;

/// <summary>What became of a stage.</summary>
internal enum Outcome
{
    Ok,
    Warning,
    Failed,
    Skipped,
}
