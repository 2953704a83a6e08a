using NUnit.Framework;
using RtcPeer.Peer.Typing;

namespace RtcPeer.Peer.Tests.Peer.Typing;

public class TextWidthTests
{
    [TestCase("", 0)]
    [TestCase("abc", 3)]
    [TestCase("é", 1)]
    [TestCase("e\u0301", 1)]
    [TestCase("你好", 4)]
    [TestCase("ｆｕｌｌ", 8)]
    [TestCase("한국", 4)]
    [TestCase("ひらがな", 8)]
    [TestCase("，。", 4)]
    [TestCase("🙂", 2)]
    [TestCase("👩‍👩‍👧", 2)]
    [TestCase("👍🏽", 2)]
    [TestCase("\u200B", 0)]
    [TestCase("→─Я", 3)]
    [TestCase("𠮷", 2)]
    public void A_text_takes_so_many_columns(string text, int columns) => Assert.That(TextWidth.Of(text), Is.EqualTo(columns));
}
