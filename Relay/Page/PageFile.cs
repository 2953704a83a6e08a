using System.Collections.Frozen;
using System.Security.Cryptography;

namespace RtcPeer.Relay.Page;

/// <summary>A file of the page with which a browser joins a room. They are all part of the executable.</summary>
internal sealed class PageFile
{
    private const string Folder = "/-/";
    private const string Index = "index.html";

    private static readonly FrozenDictionary<string, PageFile> All =
        typeof(PageFile).Assembly.GetManifestResourceNames().ToFrozenDictionary(name => name, name => new PageFile(name));

    private PageFile(string name)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream(name)!;
        Content = new byte[stream.Length];
        stream.ReadExactly(Content);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 12))}\"";
        ContentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => throw new NotSupportedException($"the page has a file of an unknown kind: {name}"),
        };
    }

    /// <summary>
    /// The page runs its own scripts and no others, talks to its own relay alone, is shown in no frame, and its scripts
    /// cannot make markup of text, not even by mistake (Trusted Types). The room's name, which may be a secret, goes
    /// nowhere as a referrer.
    /// </summary>
    public static IReadOnlyList<(string Name, string Value)> SecurityHeaders { get; } =
    [
        ("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    public byte[] Content { get; }

    public string ContentType { get; }

    /// <summary>The entity tag of the content (RFC 9110 section 8.8.3).</summary>
    public string ETag { get; }

    /// <summary>What a path stands for: a file of the page under <c>/-/</c>, or, as a room, the page itself; null for a
    /// file that there isn't.</summary>
    public static PageFile? Find(string path) =>
        path.StartsWith(Folder, StringComparison.Ordinal) ? All.GetValueOrDefault(path[Folder.Length..]) : All[Index];
}
