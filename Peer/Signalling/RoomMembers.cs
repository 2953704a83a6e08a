namespace RtcPeer.Peer.Signalling;

/// <summary>
/// What we know of the others in the room. Programs of this project say hello, and take a repeated offer well. Of any
/// other that has shown a sign of life we must not expect that.
/// </summary>
internal sealed class RoomMembers
{
    /// <summary>Bounds what a room full of strangers can make us remember.</summary>
    private const int MaxKnown = 256;

    private readonly HashSet<string> _ownKind = [];

    /// <summary>Whether another callee said hello.</summary>
    public bool MetCallee { get; private set; }

    /// <summary>Whether an offer may be made again to all: nobody has heard one who would not survive it.</summary>
    public bool SurviveAnotherOffer { get; private set; } = true;

    public void Note(SignallingMessage message)
    {
        if (message is SignallingMessage.Hello or SignallingMessage.Description { Role: not null } && _ownKind.Count < MaxKnown)
        {
            _ownKind.Add(message.Uuid);
        }

        MetCallee |= message is SignallingMessage.Hello { Role: not PeerRole.Caller };
    }

    public bool IsOwnKind(string uuid) => _ownKind.Contains(uuid);

    /// <summary>A peer has heard of us, or may have.</summary>
    public void NoteSignOfLife(string uuid) => SurviveAnotherOffer &= IsOwnKind(uuid);
}
