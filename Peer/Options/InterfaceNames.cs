namespace RtcPeer.Peer.Options;

/// <summary>Reads names of network interfaces, which may have spaces in them, from a list with spaces between them.</summary>
internal static class InterfaceNames
{
    /// <param name="text">The names.</param>
    /// <param name="known">Those that the system has.</param>
    /// <exception cref="OptionException">There is no such interface; the message says which there are.</exception>
    public static IReadOnlyList<string> Read(string text, IReadOnlyCollection<string> known)
    {
        var names = new List<string>();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var start = 0; start < words.Length;)
        {
            var end = words.Length;
            while (end > start && !known.Contains(string.Join(' ', words[start..end])))
            {
                end--;
            }

            if (end == start)
            {
                throw new OptionException($"Interface is '{words[start]}'; this machine has {string.Join(", ", known.Order(StringComparer.Ordinal))}");
            }

            names.Add(string.Join(' ', words[start..end]));
            start = end;
        }

        return names;
    }
}
