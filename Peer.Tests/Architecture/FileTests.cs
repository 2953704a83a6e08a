using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Architecture;

/// <summary>Folder = namespace, file = type, and no file of several ideas.</summary>
public class FileTests
{
    private const int MaxLines = 400;

    private static readonly string[] Projects = ["WebRtc", "Peer", "Relay", "Bench", "Peer.Tests"];

    [TestCaseSource(nameof(Projects))]
    public void A_files_namespace_is_its_folder(string project) =>
        Assert.That(
            SourceFile.In(project)
                .Where(file => file.Namespace is { } name ? name != file.ExpectedNamespace : file.Types.Count > 0)
                .Select(file => $"{file.RelativePath} has {file.Namespace ?? "no namespace"}"),
            Is.Empty);

    [TestCase("WebRtc")]
    [TestCase("Peer")]
    [TestCase("Relay")]
    [TestCase("Bench")]
    public void A_file_is_named_after_its_type_and_has_no_other_of_weight(string project) =>
        Assert.That(SourceFile.In(project).Where(file => !IsOfOneType(file)).Select(Describe), Is.Empty);

    [Test]
    public void A_file_of_the_tests_is_named_after_one_of_its_types() =>
        Assert.That(SourceFile.In("Peer.Tests").Where(file => !IsNamedAfterAType(file)).Select(Describe), Is.Empty);

    [TestCase("WebRtc")]
    [TestCase("Peer")]
    [TestCase("Relay")]
    [TestCase("Bench")]
    public void No_file_is_long(string project) =>
        Assert.That(
            SourceFile.In(project)
                .Where(file => file.LineCount > MaxLines)
                .Select(file => $"{file.RelativePath} has {file.LineCount} lines"),
            Is.Empty);

    [TestCase("internal sealed class X(int a);", true)]
    [TestCase("public readonly record struct X<T>(int A) where T : class;\n\ninternal enum Kind { A }", true)]
    [TestCase("internal interface X;\n\ninternal static class XExtensions;", true)]
    [TestCase("internal enum X { A }\n\ninternal static class Xs;", true)]
    [TestCase("internal delegate void X(int a);", true)]
    [TestCase("class Y;", false)]
    [TestCase("class X;\n\nclass Y;", false)]
    [TestCase("class X;\n\nstatic class YExtensions;", false)]
    [TestCase("enum Y { A }", false)]
    public void The_rule_about_types_tells_right_from_wrong(string code, bool isRight) =>
        Assert.That(IsOfOneType(new("WebRtc/Core/X.cs", "namespace RtcPeer.WebRtc.Core;\n\n" + code)), Is.EqualTo(isRight));

    private static bool IsOfOneType(SourceFile file) =>
        IsNamedAfterAType(file) && file.Types.All(type => type.Name == NameOf(file) || type.IsCompanionOf(NameOf(file)));

    private static bool IsNamedAfterAType(SourceFile file) =>
        file.Types.Count == 0 || file.Types.Any(type => type.Name == NameOf(file));

    private static string NameOf(SourceFile file) => Path.GetFileName(file.RelativePath).Split('.')[0];

    private static string Describe(SourceFile file) =>
        $"{file.RelativePath} has {string.Join(", ", file.Types.Select(type => $"{type.Kind} {type.Name}"))}";
}
