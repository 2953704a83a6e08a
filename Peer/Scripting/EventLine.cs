using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace RtcPeer.Peer.Scripting;

/// <summary>
/// One event as an object of JSON on a line of its own. All but ASCII is escaped, so that no terminal and no code page
/// makes anything else of it.
/// </summary>
internal static class EventLine
{
    /// <summary>Appends an event to a buffer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The event; one of <see cref="EventNames"/>.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="members">The members of the object, in order; those without a value are left out.</param>
    public static void Append(
        IBufferWriter<byte> output, string name, DateTimeOffset time, params ReadOnlySpan<(string Key, object? Value)> members)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            foreach (var (key, value) in members)
            {
                Write(json, key, value);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(key, text);
                break;
            case int number:
                json.WriteNumber(key, number);
                break;
            case long number:
                json.WriteNumber(key, number);
                break;
            case double number:
                json.WriteNumber(key, number);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no value of an event.", nameof(value));
        }
    }
}
