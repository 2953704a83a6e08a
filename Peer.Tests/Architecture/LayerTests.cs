using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Architecture;

/// <summary>The layers use each other downward only, as the table says.</summary>
public class LayerTests
{
    /// <summary>Each folder of WebRtc, and the folders that it may use besides itself.</summary>
    private static readonly Dictionary<string, string[]> AllowedUses = new()
    {
        ["Core"] = [],
        ["Stun"] = ["Core"],
        ["Mdns"] = ["Core"],
        ["Turn"] = ["Core", "Stun"],
        ["Ice"] = ["Core", "Stun"],
        ["Dtls"] = ["Core"],
        ["Sctp"] = ["Core"],
        ["Channels"] = ["Core", "Sctp"],
        ["Sdp"] = ["Core", "Ice"],
        ["Session"] = ["Core", "Mdns", "Stun", "Turn", "Ice", "Dtls", "Sctp", "Channels", "Sdp"],
        ["Io"] = ["Core", "Mdns", "Stun", "Turn", "Ice", "Dtls", "Sctp", "Channels", "Sdp", "Session"],
    };

    private static IEnumerable<string> Folders => AllowedUses.Keys;

    [TestCaseSource(nameof(Folders))]
    public void A_layer_uses_only_what_stands_below_it(string folder)
    {
        var forbidden = AllowedUses.Keys.Except(AllowedUses[folder]).Where(other => other != folder).ToList();

        Assert.That(Violations($"WebRtc/{folder}", forbidden, "RtcPeer.Peer", "RtcPeer.Relay"), Is.Empty);
    }

    [Test]
    public void Every_folder_of_the_stack_is_a_layer_of_the_table()
    {
        var folders = SourceFile.In("WebRtc").Select(file => file.RelativePath.Split('/')[1]).Distinct();

        Assert.That(folders, Is.SubsetOf(AllowedUses.Keys));
    }

    [Test]
    public void The_peer_uses_only_the_public_face() =>
        Assert.That(Violations("Peer", AllowedUses.Keys.Where(folder => folder != "Io"), "RtcPeer.Relay"), Is.Empty);

    [Test]
    public void The_relay_uses_nothing_of_the_stack_and_of_the_peer() =>
        Assert.That(Violations("Relay", AllowedUses.Keys, "RtcPeer.WebRtc", "RtcPeer.Peer"), Is.Empty);

    [TestCase("WebRtc/WebRtc.csproj", false)]
    [TestCase("Relay/Relay.csproj", false)]
    [TestCase("Peer/Peer.csproj", true)]
    public void Projects_refer_to_each_other_the_same_way_and_show_their_insides_to_tests_and_benchmarks_alone(string project, bool usesWebRtc)
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, project));

        Assert.That(text.Contains("WebRtc.csproj", StringComparison.Ordinal), Is.EqualTo(usesWebRtc));
        Assert.That(text, Does.Not.Contain("Relay.csproj").And.Not.Contain("Peer.csproj"));
        Assert.That(
            text.Split('\n').Where(line => line.Contains("InternalsVisibleTo", StringComparison.Ordinal)),
            Is.All.Match("\"RtcPeer\\.(Peer\\.Tests|Bench)\""));
    }

    [TestCase("using RtcPeer.WebRtc.Dtls;")]
    [TestCase("using static RtcPeer.WebRtc.Dtls.Thing;")]
    [TestCase("using Alias = RtcPeer.WebRtc.Dtls.Records.Thing;")]
    [TestCase("class X { global::RtcPeer.WebRtc.Dtls.Thing _thing; }")]
    [TestCase("class X { WebRtc.Dtls.Thing _thing; }")]
    [TestCase("class X { Dtls.Thing _thing; }")]
    [TestCase("class X { char _c = '\"'; Dtls.Thing _thing; }")]
    public void A_mention_is_found(string code) =>
        Assert.That(new SourceFile("WebRtc/Sctp/X.cs", code).MentionedFolders(["Dtls", "Io"]), Is.EqualTo(new[] { "Dtls" }));

    [TestCase("// see RtcPeer.WebRtc.Dtls")]
    [TestCase("/// <see cref=\"RtcPeer.WebRtc.Dtls.Thing\"/>")]
    [TestCase("/* Dtls.Thing\n */")]
    [TestCase("class X { string _s = \"RtcPeer.WebRtc.Dtls \\\" Dtls.Thing\"; }")]
    [TestCase("class X { int Dtls; int DtlsLength; }")]
    [TestCase("class X { int F() => this.Dtls.Length; }")]
    public void What_only_looks_like_a_mention_is_none(string code) =>
        Assert.That(new SourceFile("WebRtc/Sctp/X.cs", code).MentionedFolders(["Dtls"]), Is.Empty);

    private static IEnumerable<string> Violations(string path, IEnumerable<string> folders, params string[] names) =>
        from file in SourceFile.In(path)
        from mention in file.MentionedFolders(folders).Concat(names.Where(file.Mentions))
        select $"{file.RelativePath} uses {mention}";
}
