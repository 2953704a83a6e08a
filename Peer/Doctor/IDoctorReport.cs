namespace RtcPeer.Peer.Doctor;

/// <summary>Writes what is found.</summary>
internal interface IDoctorReport
{
    /// <summary>A stage is done.</summary>
    void Add(IReadOnlyList<StageResult> results);

    /// <summary>All stages are done.</summary>
    void End(IReadOnlyList<StageResult> all, Verdict verdict, NatKind nat);
}
