using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// Reads the descriptions that WebRTC implementations write, as far as they concern a data channel. What it does not
/// know it passes over (RFC 8866 section 5.13); what it cannot work with it refuses, and says which line and why.
/// </summary>
internal static class SdpParser
{
    /// <summary>In characters: several times what a browser with many media sections writes.</summary>
    public const int MaxLength = 65_536;

    public const int MaxLines = 2_048;

    public static bool TryParse(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out SessionDescription? description,
        [NotNullWhen(false)] out string? problem)
    {
        description = null;
        if (text.Length > MaxLength)
        {
            problem = $"the description has {text.Length} characters, more than {MaxLength}";
            return false;
        }
        var document = new Document();
        problem = ReadLines(text, document) ?? document.TryResolve(out description);
        return problem is null && description is not null;
    }

    private static string? ReadLines(ReadOnlySpan<char> text, Document document)
    {
        var reader = new SdpLineReader(text);
        var isFirst = true;
        string? problem;
        while (reader.TryReadLine(out problem))
        {
            if (reader.Number > MaxLines) return $"line {reader.Number}: more than {MaxLines} lines";
            if (isFirst && (reader.Type != 'v' || reader.Value.TrimEnd() is not "0"))
            {
                return $"line {reader.Number}: a description begins with v=0";
            }
            isFirst = false;
            if (!document.TryAdd(reader.Type, reader.Value, reader.Number))
            {
                return $"line {reader.Number}: malformed or unknown \"{reader.Type}={SdpLineReader.Excerpt(reader.Value)}\"";
            }
        }
        return problem ?? (isFirst ? "the description is empty" : null);
    }

    /// <summary>The parts of a description, and what applies where.</summary>
    private sealed class Document
    {
        private readonly SdpSection _session = new();
        private readonly List<SdpSection> _media = [];
        private string? _sessionId;
        private ulong _sessionVersion;

        public bool TryAdd(char type, ReadOnlySpan<char> value, int lineNumber)
        {
            switch (type)
            {
                case 'a':
                    return (_media.Count > 0 ? _media[^1] : _session).TryAdd(value);
                case 'm':
                    if (!SdpSection.TryRead(value, lineNumber, out var section)) return false;
                    _media.Add(section);
                    return true;
                case 'o':
                    return TryReadOrigin(value);
                default:
                    return true;
            }
        }

        /// <summary>Returns what is wrong; null if the description is there.</summary>
        public string? TryResolve(out SessionDescription? description)
        {
            description = null;
            if (_sessionId is null) return "no o= line";
            var index = _media.FindIndex(static section => section.Form is not null && !section.IsRejected);
            if (index < 0)
            {
                return _media.Exists(static section => section.Form is not null)
                    ? "the data section is rejected (port 0)"
                    : "no data section (m=application with DTLS/SCTP)";
            }
            var section = _media[index];
            var problem = TryResolveData(section, out var data);
            if (data is null) return problem;
            description = new()
            {
                SessionId = _sessionId,
                SessionVersion = _sessionVersion,
                BundleGroup = GroupOf(section.Mid) ?? [],
                IsIceLite = _session.IsIceLite,
                Data = data,
                DataIndex = index,
                Rejected = [.. _media.Where(other => other != section)
                    .Select(static other => new RejectedSection(other.Media, other.Protocol, other.Formats, other.Mid))],
            };
            return null;
        }

        /// <summary>
        /// What the section says counts, else what the session part says, else what the section says whose transport
        /// a bundled one shares (RFC 9143: attributes of the transport may stand in the group's first section alone).
        /// </summary>
        private string? TryResolveData(SdpSection section, out DataSection? data)
        {
            data = null;
            var tagged = GroupOf(section.Mid) is [var first, ..] ? _media.Find(other => other.Mid == first) : null;
            var ufrag = section.IceUfrag ?? _session.IceUfrag ?? tagged?.IceUfrag;
            var pwd = section.IcePwd ?? _session.IcePwd ?? tagged?.IcePwd;
            var setup = section.Setup ?? _session.Setup ?? tagged?.Setup;
            // RFC 8122 section 5: fingerprints of the media level override all of the session level.
            SdpSection?[] levels = [section, _session, tagged];
            var fingerprints = Array.Find(levels, static level => level?.Fingerprints.Count > 0)?.Fingerprints;
            var where = $"for the data section of line {section.LineNumber}";
            if (ufrag is null) return $"no a=ice-ufrag {where}";
            if (pwd is null) return $"no a=ice-pwd {where}";
            if (fingerprints is null) return $"no a=fingerprint {where}";
            if (setup is null) return $"no a=setup {where}";
            if (SctpPortOf(section) is not { } sctpPort) return $"no SCTP port in \"{SdpLineReader.Excerpt(section.Formats)}\" {where}";
            data = new()
            {
                Form = section.Form.GetValueOrDefault(),
                Mid = section.Mid,
                IceUfrag = ufrag,
                IcePwd = pwd,
                IceOptions = [.. _session.IceOptions.Union(section.IceOptions)],
                Fingerprints = fingerprints,
                Setup = setup.Value,
                SctpPort = sctpPort,
                MaxMessageSize = section.MaxMessageSize ?? DataSection.DefaultMaxMessageSize,
                MaxDatagramSize = section.MaxDatagramSize,
                Candidates = section.Candidates,
                HasEndOfCandidates = section.HasEndOfCandidates || _session.HasEndOfCandidates,
            };
            return null;
        }

        private string[]? GroupOf(string? mid) =>
            mid is null ? null : _session.BundleGroups.Find(group => group.Contains(mid));

        /// <summary>In the old form the m-line's format is the port, which a=sctpmap repeats.</summary>
        private static ushort? SctpPortOf(SdpSection section)
        {
            if (section.SctpPort is { } port) return port;
            if (section.Form != SctpForm.DtlsSctp) return DataSection.DefaultSctpPort;
            var isPort = ushort.TryParse(section.Formats, NumberStyles.None, CultureInfo.InvariantCulture, out port);
            return isPort && port > 0 ? port : null;
        }

        private bool TryReadOrigin(ReadOnlySpan<char> value)
        {
            Span<Range> parts = stackalloc Range[7];
            if (value.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) != 6) return false;
            var id = value[parts[1]];
            if (id.ContainsAnyExceptInRange('!', '~')) return false;
            _sessionId = id.ToString();
            return ulong.TryParse(value[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out _sessionVersion);
        }
    }
}
