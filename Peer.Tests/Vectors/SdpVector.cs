using System.Text.Json;
using RtcPeer.Peer.Tests.Architecture;

namespace RtcPeer.Peer.Tests.Vectors;

/// <summary>What another implementation wrote: an offer and an answer of one data section.</summary>
internal sealed record SdpVector(string Implementation, string Offer, string Answer)
{
    public static IReadOnlyList<SdpVector> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(SourceTree.Root, "Peer.Tests", "Vectors", "Sdp"), "*.json").Order().Select(Read),
    ];

    public static SdpVector Of(string implementation) => All.Single(vector => vector.Implementation == implementation);

    private static SdpVector Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return new(TextOf("implementation"), TextOf("offer"), TextOf("answer"));

        string TextOf(string name) => document.RootElement.GetProperty(name).GetString()!;
    }
}
