namespace RtcPeer.Peer.Typing;

/// <summary>The keys of the console, without their echo.</summary>
internal sealed class ConsoleKeys : IKeys
{
    public bool TryRead(out ConsoleKeyInfo key, out bool more)
    {
        try
        {
            key = Console.ReadKey(intercept: true);
            more = Console.KeyAvailable;

            // That is what a terminal that is gone keeps on giving.
            return key != default;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            (key, more) = (default, false);
            return false;
        }
    }
}
