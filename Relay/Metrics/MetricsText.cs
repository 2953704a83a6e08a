using System.Globalization;
using System.Text;

namespace RtcPeer.Relay.Metrics;

/// <summary>Writes the text form of Prometheus, version 0.0.4.</summary>
internal sealed class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>A number as the format has it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Begins a metric, whose values follow.</summary>
    public void Head(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Value(string name, double value) => _text.Append(name).Append(' ').Append(Number(value)).Append('\n');

    /// <summary>A value with a label. Labels are the relay's own words, and need no escaping.</summary>
    public void Value(string name, double value, string label, string labelValue) =>
        _text.Append(name).Append('{').Append(label).Append("=\"").Append(labelValue).Append("\"} ").Append(Number(value)).Append('\n');

    /// <summary>A metric of one value.</summary>
    public void Single(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Value(name, value);
    }

    public override string ToString() => _text.ToString();
}
