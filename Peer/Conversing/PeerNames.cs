namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Short names for the peers of a conversation, each a different one. What a peer calls itself may be any text at all:
/// of that, a name has only what looks the same everywhere.
/// </summary>
internal sealed class PeerNames
{
    private const int Length = 8;

    private readonly HashSet<string> _taken = [];

    public string Next(string remote)
    {
        var letters = new string([.. remote.Where(char.IsAsciiLetterOrDigit).Take(Length)]);
        var name = letters.Length > 0 ? letters : "peer";
        var number = 1;
        var unique = name;
        while (!_taken.Add(unique))
        {
            number++;
            unique = $"{name}-{number}";
        }

        return unique;
    }
}
