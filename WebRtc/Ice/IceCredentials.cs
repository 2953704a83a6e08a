using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>One end's username fragment and password (RFC 8445 section 5.3, RFC 8839 section 5.4).</summary>
internal sealed record IceCredentials(string UsernameFragment, string Password)
{
    private const string IceChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int CreatedFragmentLength = 8;
    private const int CreatedPasswordLength = 24;
    private const int MinFragmentLength = 4;
    private const int MinPasswordLength = 22;
    private const int MaxLength = 256;

    /// <summary>Whether both have lengths that RFC 8839 section 5.4 allows.</summary>
    public bool IsAcceptable =>
        UsernameFragment.Length is >= MinFragmentLength and <= MaxLength
        && Password.Length is >= MinPasswordLength and <= MaxLength;

    /// <summary>48 and 144 random bits; 24 and 128 are demanded (RFC 8445 section 5.3).</summary>
    public static IceCredentials Create(IEntropy entropy) =>
        new(CreateWord(entropy, CreatedFragmentLength), CreateWord(entropy, CreatedPasswordLength));

    private static string CreateWord(IEntropy entropy, int length)
    {
        Span<byte> random = stackalloc byte[length];
        entropy.Fill(random);
        Span<char> word = stackalloc char[length];
        for (var i = 0; i < length; i++) word[i] = IceChars[random[i] & 63];
        return new string(word);
    }

    /// <summary>The password stays out of every text.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(UsernameFragment)).Append(" = ").Append(UsernameFragment);
        return true;
    }
}
