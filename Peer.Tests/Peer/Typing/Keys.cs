namespace RtcPeer.Peer.Tests.Peer.Typing;

/// <summary>Keys as the console gives them.</summary>
internal static class Keys
{
    public static ConsoleKeyInfo Of(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    /// <summary>What Ctrl and a letter give.</summary>
    public static ConsoleKeyInfo Control(char letter) =>
        new((char)(letter & 0x1F), (ConsoleKey)letter, shift: false, alt: false, control: true);

    /// <summary>The keys that write a text, a character of UTF-16 each.</summary>
    public static IEnumerable<ConsoleKeyInfo> Typing(string text) =>
        text.Select(letter => new ConsoleKeyInfo(letter, letter == '\r' ? ConsoleKey.Enter : 0, false, false, false));
}
