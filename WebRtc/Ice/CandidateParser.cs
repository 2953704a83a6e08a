using System.Buffers;
using System.Globalization;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>Reads one candidate line, word by word.</summary>
/// <param name="line">The line.</param>
/// <param name="resolved">What its host name stands for; null while that is not known.</param>
internal ref struct CandidateParser(ReadOnlySpan<char> line, TransportAddress? resolved)
{
    /// <summary>Far more than any implementation writes, in characters.</summary>
    private const int MaxLength = 1024;

    private const int MaxFoundationLength = 64;
    private const int UsedComponent = 1;

    private static readonly SearchValues<char> IPv4Characters = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private ReadOnlySpan<char> _rest = line;

    public CandidateProblem Parse(out Candidate? candidate)
    {
        candidate = null;
        if (_rest.Length > MaxLength || !TrySkipPrefix()) return CandidateProblem.Malformed;

        var foundation = NextWord();
        if (foundation.Length is 0 or > MaxFoundationLength) return CandidateProblem.Malformed;
        if (!TryReadNumber(NextWord(), out ushort componentId)) return CandidateProblem.Malformed;
        var transportWord = NextWord();
        if (!TryReadNumber(NextWord(), out uint priority)) return CandidateProblem.Malformed;
        var host = NextWord();
        if (!TryReadNumber(NextWord(), out ushort port)) return CandidateProblem.Malformed;
        if (NextWord() is not "typ") return CandidateProblem.Malformed;
        var typeWord = NextWord();
        if (transportWord.IsEmpty || typeWord.IsEmpty) return CandidateProblem.Malformed;

        var isNumeric = TryReadAddress(host, port, out var address);
        if (!isNumeric && !IsName(host)) return CandidateProblem.Malformed;
        if (componentId != UsedComponent) return CandidateProblem.NotUsable;
        if (CandidateWords.ReadTransport(transportWord) is not { } transport) return CandidateProblem.NotUsable;
        if (CandidateWords.ReadType(typeWord) is not { } type) return CandidateProblem.NotUsable;
        if (!isNumeric)
        {
            if (resolved is not { } known) return CandidateProblem.UnresolvedName;
            address = known.WithPort(port);
        }

        var extensions = ReadExtensions();
        candidate = new Candidate
        {
            Foundation = foundation.ToString(),
            ComponentId = componentId,
            Transport = transport,
            Priority = priority,
            Address = address,
            Type = type,
            RelatedAddress = extensions.RelatedAddress,
            TcpType = transport == CandidateTransport.Tcp ? extensions.TcpType : null,
            UsernameFragment = extensions.UsernameFragment,
        };
        return CandidateProblem.None;
    }

    private bool TrySkipPrefix()
    {
        _rest = _rest.Trim();
        if (_rest.StartsWith("a=", StringComparison.Ordinal)) _rest = _rest[2..];
        if (!_rest.StartsWith("candidate:", StringComparison.OrdinalIgnoreCase)) return false;
        _rest = _rest["candidate:".Length..];
        return true;
    }

    private Extensions ReadExtensions()
    {
        var known = default(Extensions);
        ReadOnlySpan<char> relatedHost = default;
        ushort relatedPort = 0;
        while (true)
        {
            var name = NextWord();
            var value = NextWord();
            if (value.IsEmpty) break;
            switch (name)
            {
                case "raddr": relatedHost = value; break;
                case "rport": TryReadNumber(value, out relatedPort); break;
                case "tcptype": known.TcpType = CandidateWords.ReadTcpType(value); break;
                case "ufrag": known.UsernameFragment = value.ToString(); break;
            }
        }
        if (TryReadAddress(relatedHost, relatedPort, out var related)) known.RelatedAddress = related;
        return known;
    }

    private ReadOnlySpan<char> NextWord()
    {
        _rest = _rest.TrimStart(' ');
        var end = _rest.IndexOf(' ');
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> word, out ushort value) =>
        ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryReadNumber(ReadOnlySpan<char> word, out uint value) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>
    /// Only full dotted quads and IPv6: the framework's parser would also take "1", octal parts and brackets. A scope
    /// names an interface of the other machine, and is left out.
    /// </summary>
    private static bool TryReadAddress(ReadOnlySpan<char> text, ushort port, out TransportAddress address)
    {
        address = default;
        var isIPv6 = text.Contains(':');
        if (isIPv6 && text.IndexOf('%') is > 0 and var scope) text = text[..scope];
        var isPlain = isIPv6
            ? !text.ContainsAnyExcept(IPv6Characters)
            : IsDottedQuad(text);
        return isPlain && TransportAddress.TryParse(text, port, out address);
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(IPv4Characters) || text.Count('.') != 3) return false;
        foreach (var part in text.Split('.'))
        {
            var digits = text[part];
            if (digits.IsEmpty || digits.Length > 1 && digits[0] == '0') return false;
        }
        return true;
    }

    /// <summary>A name has a letter: what is made of digits and dots alone is an address gone wrong.</summary>
    private static bool IsName(ReadOnlySpan<char> text)
    {
        var hasLetter = false;
        foreach (var character in text)
        {
            hasLetter |= char.IsAsciiLetter(character);
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_')) return false;
        }
        return hasLetter;
    }

    private struct Extensions
    {
        public TransportAddress? RelatedAddress;
        public TcpCandidateType? TcpType;
        public string? UsernameFragment;
    }
}
