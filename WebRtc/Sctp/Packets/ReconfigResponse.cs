using System.Buffers.Binary;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>Re-configuration Response (RFC 6525 section 4.4).</summary>
internal readonly record struct ReconfigResponse(uint RequestNumber, ReconfigResult Result)
{
    public static bool TryRead(Parameter parameter, out ReconfigResponse response)
    {
        response = default;
        var value = parameter.Value;
        if (value.Length < 8) return false;
        response = new(
            BinaryPrimitives.ReadUInt32BigEndian(value), (ReconfigResult)BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
        return true;
    }

    /// <summary>Writes the response as a whole RE-CONFIG chunk.</summary>
    public void Write(ref ByteWriter writer)
    {
        var chunk = writer.BeginChunk(ChunkType.ReConfig);
        var parameter = writer.BeginParameter((ushort)ParameterType.ReconfigurationResponse);
        writer.WriteUInt32(RequestNumber);
        writer.WriteUInt32((uint)Result);
        writer.EndParameter(parameter);
        writer.EndChunk(chunk);
    }
}
