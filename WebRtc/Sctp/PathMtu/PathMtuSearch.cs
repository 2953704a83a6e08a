namespace RtcPeer.WebRtc.Sctp.PathMtu;

/// <summary>
/// Which of the sizes the path carries (RFC 8899 section 5.2). Several are tried at once, so that most of the way is
/// found within a round trip; below the smallest that got no answer the search goes on before that one is tried again.
/// </summary>
/// <param name="sizes">Ascending; the first is known to pass.</param>
internal sealed class PathMtuSearch(int[] sizes)
{
    /// <summary>RFC 8899 section 5.1.2, MAX_PROBES: "The default value of MAX_PROBES is 3."</summary>
    private const int MaxMisses = 3;

    private readonly byte[] _misses = new byte[sizes.Length];
    private int _confirmed;

    /// <summary>The largest size that was answered, in bytes.</summary>
    public int Size => sizes[_confirmed];

    public bool IsAtBase => _confirmed == 0;

    public bool IsAtTop => _confirmed == sizes.Length - 1;

    /// <summary>There is nothing larger to try, for now.</summary>
    public bool IsComplete =>
        IsAtTop || (Suspect == _confirmed + 1 && _misses[_confirmed + 1] >= MaxMisses);

    /// <summary>The smallest that got no answer, or what is beyond all sizes.</summary>
    private int Suspect
    {
        get
        {
            for (var i = _confirmed + 1; i < sizes.Length; i++)
            {
                if (_misses[i] > 0) return i;
            }
            return sizes.Length;
        }
    }

    /// <summary>Chooses sizes to try at once, ascending; returns how many.</summary>
    public int Choose(Span<int> chosen)
    {
        if (IsComplete) return 0;
        var suspect = Suspect;
        var untried = suspect - _confirmed - 1;
        if (untried == 0)
        {
            chosen[0] = sizes[suspect];
            return 1;
        }
        var count = Math.Min(untried, chosen.Length);
        for (var i = 0; i < count; i++) chosen[i] = sizes[_confirmed + (i + 1) * untried / count];
        return count;
    }

    public void OnAnswered(int size)
    {
        while (!IsAtTop && sizes[_confirmed + 1] <= size) _confirmed++;
    }

    public void OnMissed(int size)
    {
        var index = Array.BinarySearch(sizes, size);
        if (index > 0 && _misses[index] < MaxMisses) _misses[index]++;
    }

    /// <summary>We are told that neither this size nor a larger one can leave.</summary>
    public void OnRefused(int size)
    {
        for (var i = 1; i < sizes.Length; i++)
        {
            if (sizes[i] >= size) _misses[i] = MaxMisses;
        }
        while (_confirmed > 0 && sizes[_confirmed] >= size) _confirmed--;
    }

    /// <summary>What was missed may pass by now.</summary>
    public void ForgetMisses() => Array.Clear(_misses);

    /// <summary>Nothing is known any more but that the smallest passes.</summary>
    public void Restart()
    {
        _confirmed = 0;
        ForgetMisses();
    }
}
