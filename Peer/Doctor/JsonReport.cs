using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RtcPeer.Peer.Doctor;

/// <summary>One object of JSON on one line, when all is done. Its names are part of the program's interface.</summary>
internal sealed class JsonReport(TextWriter output) : IDoctorReport
{
    public void Add(IReadOnlyList<StageResult> results)
    {
    }

    public void End(IReadOnlyList<StageResult> all, Verdict verdict, NatKind nat)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", verdict.FirstFailure is null);
            json.WriteNumber("exitCode", (int)verdict.Code);
            json.WriteString("firstFailure", verdict.FirstFailure?.Stage.Name());
            json.WriteString("hint", verdict.Hint);
            json.WriteStartObject("nat");
            json.WriteString("mapping", NatJudgement.Name(nat.Mapping));
            json.WriteString("filtering", NatJudgement.Name(nat.Filtering));
            json.WriteEndObject();
            json.WriteStartArray("stages");
            foreach (var result in all)
            {
                Write(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, StageResult result)
    {
        json.WriteStartObject();
        json.WriteString("stage", result.Stage.Name());
        json.WriteString("target", result.Target);
        json.WriteString("outcome", result.Outcome switch
        {
            Outcome.Ok => "ok",
            Outcome.Warning => "warning",
            Outcome.Failed => "failed",
            _ => "skipped",
        });
        json.WriteString("detail", result.Detail);
        WriteMilliseconds(json, "ms", result.Took);
        WriteMilliseconds(json, "roundTripMs", result.RoundTrip);
        json.WriteEndObject();
    }

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, Math.Round(known.TotalMilliseconds, 1));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
