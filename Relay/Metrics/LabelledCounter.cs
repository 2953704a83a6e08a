using System.Collections.Concurrent;

namespace RtcPeer.Relay.Metrics;

/// <summary>Counts by a reason, of which there are few: never by anything that a client chooses.</summary>
internal sealed class LabelledCounter(params string[] labels)
{
    private readonly ConcurrentDictionary<string, long> _counts =
        new(labels.Select(label => KeyValuePair.Create(label, 0L)), StringComparer.Ordinal);

    public void Increment(string label) => _counts.AddOrUpdate(label, 1, (_, count) => count + 1);

    public void WriteTo(MetricsText text, string name, string label, string help)
    {
        text.Head(name, "counter", help);
        foreach (var (value, count) in _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Value(name, count, label, value);
        }
    }
}
