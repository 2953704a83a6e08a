using System.Threading.Channels;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>A person who is shown numbers, and says what the test tells.</summary>
internal sealed class FakeVerifier : IVerifier
{
    private readonly Channel<string> _shown = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();

    /// <summary>The next number that is shown.</summary>
    public ValueTask<string> NumberAsync(CancellationToken cancellationToken) => _shown.Reader.ReadAsync(cancellationToken);

    public void Answer(bool isSame) => _answers.Writer.TryWrite(isSame);

    public Task<bool> IsSameAsync(string number, string remote, CancellationToken cancellationToken)
    {
        _shown.Writer.TryWrite(number);
        return _answers.Reader.ReadAsync(cancellationToken).AsTask();
    }
}
