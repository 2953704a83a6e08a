using System.Text.RegularExpressions;

namespace RtcPeer.Peer.Tests.Architecture;

/// <summary>A C# file as the rules of the architecture look at it: without comments and string literals.</summary>
internal sealed partial class SourceFile
{
    private readonly string _code;

    public SourceFile(string path, string text)
    {
        RelativePath = path;
        LineCount = text.Split('\n').Length;
        _code = CommentOrString().Replace(text.ReplaceLineEndings("\n"), static found => found.Value.StartsWith('/') ? "" : "\"\"");
    }

    /// <summary>From the root of the sources, with slashes.</summary>
    public string RelativePath { get; }

    public int LineCount { get; }

    /// <summary>Null in a file of top-level statements.</summary>
    public string? Namespace => NamespaceLine().Match(_code) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>What the place of the file demands as a namespace.</summary>
    public string ExpectedNamespace => "RtcPeer." + RelativePath[..RelativePath.LastIndexOf('/')].Replace('/', '.');

    /// <summary>The types at the top level, in their order.</summary>
    public IReadOnlyList<TopLevelType> Types =>
        [.. TypeDeclaration().Matches(_code).Select(match => new TopLevelType(match.Groups["kind"].Value, match.Groups["name"].Value))];

    /// <summary>
    /// The folders of WebRtc that are named here: by a using line, by a full name, or by a name that begins with the
    /// folder, as a sibling's namespace may be written.
    /// </summary>
    public IEnumerable<string> MentionedFolders(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            var name = Regex.Escape(folder);
            var pattern = $@"\bWebRtc\.{name}\b" + (IsInWebRtc ? $@"|(?<![\w.@]){name}\.[A-Z]" : "");
            if (Regex.IsMatch(_code, pattern)) yield return folder;
        }
    }

    public bool Mentions(string name) => Regex.IsMatch(_code, $@"(?<![\w.]){Regex.Escape(name)}\b");

    private bool IsInWebRtc => RelativePath.StartsWith("WebRtc/", StringComparison.Ordinal);

    /// <summary>The C# files of a folder below the root, without what the build makes.</summary>
    public static IReadOnlyList<SourceFile> In(string folder)
    {
        var directory = Path.Combine(SourceTree.Root, folder);
        if (!Directory.Exists(directory)) return [];
        return
        [
            .. Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
                .Select(static file => (Path: Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/'), File: file))
                .Where(static file => !file.Path.Split('/').Any(static part => part is "bin" or "obj"))
                .OrderBy(static file => file.Path, StringComparer.Ordinal)
                .Select(static file => new SourceFile(file.Path, File.ReadAllText(file.File))),
        ];
    }

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|"{3}.*?"{3}|[@$]*"(?:[^"\\\n]|\\.|"")*"|'(?:[^'\\\n]|\\.)+'
        """, RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe) )*(?<kind>class|struct|interface|enum|delegate|record(?: struct| class)?) (?:\w+ (?=\w+\())?(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
