using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Storing;

namespace RtcPeer.Peer.Tests.Peer.Files;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileStoreTests : IDisposable
{
    private const long Time = 1_767_225_600_123;

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("rtcpeer-store-");

    private string Root => Path.Combine(_temp.FullName, "inbox");

    public void Dispose() => _temp.Delete(recursive: true);

    [Test]
    public void A_file_has_its_name_and_its_time_when_it_is_whole()
    {
        var store = Store();
        using (var file = Open(store, "a/b.txt", "hello"))
        {
            file.Append("hello"u8);
            Assert.That(Entries(), Is.All.EndsWith(".rtcpeer-part"));
            Assert.That(file.Complete(Hash("hello")), Is.EqualTo(In("a/b.txt")));
        }

        Assert.That(Entries(), Is.EqualTo(new[] { "a/b.txt" }));
        Assert.That(File.ReadAllText(In("a/b.txt")), Is.EqualTo("hello"));
        Assert.That(new DateTimeOffset(File.GetLastWriteTimeUtc(In("a/b.txt"))).ToUnixTimeMilliseconds(), Is.EqualTo(Time));
    }

    [Test]
    public void An_empty_file_is_a_file()
    {
        Receive(Store(), "empty", "");

        Assert.That(new FileInfo(In("empty")).Length, Is.Zero);
    }

    [Test]
    public void What_was_cut_off_goes_on_from_there()
    {
        using (var file = Open(Store(), "a.txt", "hello world"))
        {
            file.Append("hello"u8);
        }

        using var again = Open(Store(), "a.txt", "hello world");
        Assert.That(again.Length, Is.EqualTo(5));
        Assert.That(again.Prefix, Is.EqualTo(Hash("hello")));
        again.Append(" world"u8);
        again.Complete(Hash("hello world"));
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello world"));
        Assert.That(Entries(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_prefix_that_is_not_the_files_is_thrown_away()
    {
        using (var file = Open(Store(), "a.txt", "hello"))
        {
            file.Append("jel"u8);
        }

        using var again = Open(Store(), "a.txt", "hello");
        again.Restart();
        again.Append("hello"u8);
        again.Complete(Hash("hello"));
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello"));
    }

    [TestCase(6, Time)]
    [TestCase(5, Time + 1)]
    [TestCase(5, null)]
    [TestCase(null, Time)]
    public void What_was_cut_off_of_another_file_of_that_name_is_not_touched(int? size, long? modified)
    {
        using (var file = Open(Store(), "a.txt", "hello"))
        {
            file.Append("hel"u8);
        }

        using var other = Store().Open(new Announcement("a.txt", size, "", modified));
        Assert.That(other.Length, Is.Zero);
        Assert.That(other.Prefix, Is.Null);
    }

    [Test]
    public void Bytes_with_another_hash_are_thrown_away()
    {
        using (var file = Open(Store(), "a.txt", "hello"))
        {
            file.Append("hellO"u8);
            Assert.That(() => file.Complete(Hash("hello")), Throws.InstanceOf<FileRefusedException>().With.Message.EqualTo("the hashes differ"));
        }

        Assert.That(Entries(), Is.Empty);
    }

    [Test]
    public void Nothing_stays_of_a_file_of_which_nothing_came_or_whose_size_nobody_knows()
    {
        Open(Store(), "a.txt", "hello").Dispose();
        using (var file = Store().Open(new Announcement("b.txt", null)))
        {
            file.Append("hello"u8);
        }

        Assert.That(Entries(), Is.Empty);
    }

    [Test]
    public void A_name_that_is_taken_is_refused()
    {
        Receive(Store(), "a.txt", "hello");

        AssertRefused(Store(), "a.txt", "world", "already");
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello"));
    }

    [TestCase("A.TXT", "a.txt")]
    [TestCase("e\u0301.txt", "é.txt")]
    [TestCase("a_b", "a:b")]
    [TestCase("DIR/a.txt", "dir/A.txt")]
    public void A_name_that_some_system_takes_for_one_that_is_taken_is_refused(string name, string other)
    {
        Receive(Store(), name, "hello");

        AssertRefused(Store(), other, "world", "already");
        Assert.That(Entries(), Has.Count.EqualTo(1));
    }

    [TestCase("A.TXT", "a.txt")]
    [TestCase("a.txt", "a.txt")]
    [TestCase("e\u0301.txt", "é.txt")]
    public void So_is_one_that_another_file_on_its_way_will_have(string name, string other)
    {
        var store = Store();
        using var file = Open(store, name, "hello");

        AssertRefused(store, other, "other", "on its way");
    }

    [Test]
    public void A_name_that_is_taken_meanwhile_is_not_overwritten()
    {
        using var file = Open(Store(), "a.txt", "hello");
        file.Append("hello"u8);
        File.WriteAllText(In("a.txt"), "mine");

        Assert.That(() => file.Complete(Hash("hello")), Throws.InstanceOf<FileRefusedException>());
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("mine"));
    }

    [Test]
    public void A_name_that_is_free_again_is_free()
    {
        var store = Store();
        Receive(store, "a.txt", "hello");
        File.Delete(In("a.txt"));

        Receive(store, "A.txt", "world");
        Assert.That(Entries(), Is.EqualTo(new[] { "A.txt" }));
    }

    [Test]
    public void Who_wants_to_overwrite_does()
    {
        Receive(Store(), "a.txt", "hello");
        using (var file = Open(Store(ConflictPolicy.Overwrite), "a.txt", "world"))
        {
            file.Append("wor"u8);
            Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello"), "not before the other is whole");
            file.Append("ld"u8);
            file.Complete(Hash("world"));
        }

        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("world"));
        AssertRefused(Store(ConflictPolicy.Overwrite), "A.txt", "x", "spelling");
        Directory.CreateDirectory(In("folder"));
        AssertRefused(Store(ConflictPolicy.Overwrite), "folder", "x", "folder");
    }

    [Test]
    public void Who_wants_other_names_gets_free_ones()
    {
        var store = Store(ConflictPolicy.Rename);
        foreach (var content in new[] { "1", "2", "3" })
        {
            Receive(store, "a.txt", content, Time + content[0]);
        }

        Receive(store, "A.TXT", "4");
        Assert.That(Entries(), Is.EquivalentTo(new[] { "a.txt", "a (1).txt", "a (2).txt", "A (3).TXT" }));
        Assert.That(File.ReadAllText(In("a (2).txt")), Is.EqualTo("3"));
    }

    [Test]
    public void The_same_file_is_not_received_again([Values] bool renames)
    {
        Receive(Store(), "a.txt", "hello");

        using var file = Open(Store(renames ? ConflictPolicy.Rename : ConflictPolicy.Refuse), "a.txt", "hello");
        Assert.That(file.Length, Is.EqualTo(5));
        Assert.That(file.Prefix, Is.Null, "who guesses name and size must not learn the hash");
        Assert.That(file.Complete(Hash("hello")), Is.EqualTo(In("a.txt")));
        Assert.That(() => file.Complete(Hash("jello")), Throws.InstanceOf<FileRefusedException>());
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello"));
    }

    [Test]
    public void Who_sends_the_same_file_anew_takes_over()
    {
        var store = Store();
        using var old = Open(store, "a.txt", "hello");
        old.Append("he"u8);
        using var young = Open(store, "a.txt", "hello");

        Assert.That(young.Length, Is.EqualTo(2));
        Assert.That(() => old.Append("l"u8), Throws.InstanceOf<FileRefusedException>());
        old.Dispose();
        young.Append("llo"u8);
        young.Complete(Hash("hello"));
        Assert.That(File.ReadAllText(In("a.txt")), Is.EqualTo("hello"));
    }

    [Test]
    public void Links_that_lead_out_are_not_followed()
    {
        var outside = _temp.CreateSubdirectory("outside");
        Directory.CreateDirectory(Root);
        Directory.CreateSymbolicLink(In("link"), outside.FullName);
        File.CreateSymbolicLink(In("file"), Path.Combine(outside.FullName, "target"));

        AssertRefused(Store(), "link/a.txt", "x", "no folder");
        AssertRefused(Store(), "LINK/a.txt", "x", "no folder");
        AssertRefused(Store(), "file", "x", "already");
        Receive(Store(ConflictPolicy.Overwrite), "file", "x");
        Assert.That(outside.EnumerateFileSystemInfos(), Is.Empty);
        Assert.That(new FileInfo(In("file")).LinkTarget, Is.Null);
    }

    [Test]
    public void A_file_is_no_folder()
    {
        Receive(Store(), "a", "x");

        AssertRefused(Store(), "a/b", "x", "no folder");
        AssertRefused(Store(), "A/b", "x", "no folder");
    }

    [Test]
    public void Folders_are_one_however_they_are_spelled()
    {
        var store = Store();
        Receive(store, "Photos/a", "x");
        Receive(store, "photos/b", "x");

        Assert.That(Entries(), Is.EquivalentTo(new[] { "Photos/a", "Photos/b" }));
    }

    [Test]
    public void What_has_no_room_is_refused_and_files_on_their_way_count()
    {
        var store = new FileStore(Root, ConflictPolicy.Refuse, _ => 100);
        Assert.That(
            () => store.Open(new Announcement("a", 101)), Throws.InstanceOf<FileRefusedException>().With.Message.Contains("space"));
        using var file = store.Open(new Announcement("b", 60));
        file.Append(new byte[20]);
        Assert.That(() => store.Open(new Announcement("c", 61)), Throws.InstanceOf<FileRefusedException>());
        store.Open(new Announcement("d", 60)).Dispose();
        Assert.That(Entries(), Has.Count.EqualTo(1), "of what was refused nothing stays");
    }

    [TestCase(long.MaxValue)]
    [TestCase(long.MinValue)]
    [TestCase(253_402_300_800_000)]
    public void A_time_that_is_none_is_ignored(long time)
    {
        Receive(Store(), "a", "x", time);

        Assert.That(Entries(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void A_long_name_has_a_partial_file_too()
    {
        var name = new string('你', 78);
        Receive(Store(), name, "x");

        Assert.That(Entries(), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void Whatever_names_are_sent_nothing_is_written_elsewhere_and_nothing_overwritten()
    {
        var pieces = new[] { "..", ".", "/", "\\", ":", "CON", " ", "a", "A", "é", "link", "\0", "//", "x.txt" };
        var names = Gen.Elements(pieces).NonEmptyListOf().Select(parts => string.Concat(parts)).ToArbitrary();
        var outside = _temp.CreateSubdirectory("outside");
        Directory.CreateDirectory(Root);
        Directory.CreateSymbolicLink(In("link"), outside.FullName);
        var store = Store();
        var number = 0;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(names, name =>
        {
            var before = Contents();
            try
            {
                Receive(store, name, $"{++number}", Time + number);
            }
            catch (FileRefusedException)
            {
                return before.SetEquals(Contents());
            }

            return before.IsSubsetOf(Contents()) && _temp.EnumerateFileSystemInfos().Count() == 2 && !outside.EnumerateFileSystemInfos().Any();
        }));
    }

    private HashSet<(string, string)> Contents() =>
        [.. Entries().Select(entry => (entry, File.ReadAllText(In(entry))))];

    private FileStore Store(ConflictPolicy policy = ConflictPolicy.Refuse) => new(Root, policy);

    private string In(string name) => Path.Combine(Root, name);

    /// <summary>The files there are, with their folders; links are not followed.</summary>
    private List<string> Entries() => !Directory.Exists(Root)
        ? []
        : [.. new DirectoryInfo(Root).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(Root, file.FullName))];

    private static IIncomingFile Open(FileStore store, string name, string content, long? time = Time) =>
        store.Open(new Announcement(name, Encoding.UTF8.GetByteCount(content), "", time));

    private static void Receive(FileStore store, string name, string content, long? time = Time)
    {
        using var file = Open(store, name, content, time);
        file.Append(Encoding.UTF8.GetBytes(content));
        file.Complete(Hash(content));
    }

    private static void AssertRefused(FileStore store, string name, string content, string reason) =>
        Assert.That(() => Open(store, name, content, Time + 1), Throws.InstanceOf<FileRefusedException>().With.Message.Contains(reason));

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
