using System.Globalization;
using System.Text;

namespace RtcPeer.Peer.Files;

/// <summary>What became of files; as text, a line for people.</summary>
/// <param name="Verb">What was done with them: "sent", "received".</param>
/// <param name="Tally">The counts.</param>
internal sealed record TransferSummary(string Verb, TransferTally Tally)
{
    /// <summary>From the first file that was accepted until now.</summary>
    public TimeSpan Elapsed { get; } = Tally.Elapsed;

    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{Verb} {Tally.WholeFiles} {Files(Tally.WholeFiles)}, {SizeText.Of(Tally.WholeBytes)}");
        if (Tally.MovedBytes > 0 && Elapsed > TimeSpan.Zero)
        {
            var seconds = Elapsed.TotalSeconds;
            line.Append(CultureInfo.InvariantCulture, $" in {seconds:0.0} s, {Tally.MovedBytes / seconds / 1e6:0.0} MB/s");
        }

        if (Tally.PresentBytes > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" ({SizeText.Of(Tally.PresentBytes)} were there already)");
        }

        if (Tally.FailedFiles > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $"; {Tally.FailedFiles} {Files(Tally.FailedFiles)} not");
        }

        return line.ToString();
    }

    private static string Files(long count) => count == 1 ? "file" : "files";
}
