using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// Both ends come to a short number that people compare: it is the same if both have seen the same certificates. Somebody
/// between them could try certificates until two numbers happen to be the same, if the certificates alone made them; so a
/// random nonce of each end goes in, and the caller commits itself to its own before it sees the callee's (as ZRTP does, RFC
/// 6189 section 4.4.1.1). Who stands between has then chosen all that is its own before it learns what decides: one try,
/// with a chance of 1 in 10^8.
/// </summary>
internal sealed class CompareExchange(TrustContext context, Action<TrustStep> send) : TrustExchange(context, send)
{
    private const string Protocol = "rtcpeer-compare/1";
    private const int NonceBytes = 16;
    private const uint Numbers = 100_000_000;

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(NonceBytes);
    private byte[] _commitment = [];

    /// <summary>The number, as "4831 0927"; empty until it is known.</summary>
    public string Number { get; private set; } = "";

    protected override TrustStep FirstStep(TrustStep empty) => empty with { Commitment = Commit(_nonce) };

    protected override bool IsFirst(TrustStep step) => step.Commitment is not null;

    protected override TrustStep? AnswerTo(TrustStep step)
    {
        if (!Context.IsCaller)
        {
            _commitment = step.Commitment ?? [];
            return new TrustStep(step.Id) { Nonce = _nonce };
        }

        if (step.Nonce is not { Length: NonceBytes } other)
        {
            return null;
        }

        Number = NumberOf(_nonce, other);
        return new TrustStep(step.Id) { Nonce = _nonce };
    }

    protected override bool TakeLast(TrustStep step)
    {
        if (step.Nonce is not { Length: NonceBytes } nonce || !Commit(nonce).AsSpan().SequenceEqual(_commitment))
        {
            return false;
        }

        Number = NumberOf(nonce, _nonce);
        return true;
    }

    private static byte[] Commit(byte[] nonce) => SHA256.HashData([.. Encoding.UTF8.GetBytes(Protocol), .. nonce]);

    private string NumberOf(byte[] caller, byte[] callee)
    {
        var hash = SHA256.HashData(
            [.. Context.Bind(Protocol), .. caller, .. callee, .. Encoding.UTF8.GetBytes($"{Context.Caller}\n{Context.Callee}")]);
        var number = BinaryPrimitives.ReadUInt64BigEndian(hash) % Numbers;
        return $"{number / 10_000:0000} {number % 10_000:0000}";
    }
}
