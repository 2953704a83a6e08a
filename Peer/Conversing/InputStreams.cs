namespace RtcPeer.Peer.Conversing;

internal static class InputStreams
{
    extension(Stream stream)
    {
        /// <summary>
        /// Reads, or stops waiting when cancelled. A read from stdin blocks a thread until something comes, and nothing can
        /// call it back: it is left behind, and its thread does not keep the process alive.
        /// </summary>
        public async ValueTask<int> ReadOrLeaveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var reading = stream.ReadAsync(buffer, cancellationToken);
            return reading.IsCompleted
                ? await reading
                : await reading.AsTask().WaitAsync(cancellationToken);
        }
    }
}
