using System.Globalization;
using System.Text;

namespace RtcPeer.Peer.Files;

/// <summary>What became of files, in a line.</summary>
internal static class TransferSummary
{
    /// <param name="verb">What was done with them: "sent", "received".</param>
    /// <param name="tally">The counts.</param>
    public static string Of(string verb, TransferTally tally)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{verb} {tally.WholeFiles} {Files(tally.WholeFiles)}, {SizeText.Of(tally.WholeBytes)}");
        if (tally.MovedBytes > 0 && tally.Elapsed > TimeSpan.Zero)
        {
            var seconds = tally.Elapsed.TotalSeconds;
            line.Append(CultureInfo.InvariantCulture, $" in {seconds:0.0} s, {tally.MovedBytes / seconds / 1e6:0.0} MB/s");
        }

        if (tally.PresentBytes > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" ({SizeText.Of(tally.PresentBytes)} were there already)");
        }

        if (tally.FailedFiles > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $"; {tally.FailedFiles} {Files(tally.FailedFiles)} not");
        }

        return line.ToString();
    }

    private static string Files(long count) => count == 1 ? "file" : "files";
}
