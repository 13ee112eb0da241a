package dev.millrace.schemas.avro;

import dev.millrace.schemas.GroupExtras;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import java.io.IOException;

/** The wire form of {@link ResponseGroup}. */
public final class ResponseGroupCodec {
  private static final SingleObject<ResponseGroup> CODEC =
      new SingleObject<>(
          Contract.released("ResponseGroup", 2),
          ResponseGroupCodec::write,
          ResponseGroupCodec::read);

  private ResponseGroupCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(ResponseGroup group) {
    return CODEC.encode(group);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static ResponseGroup decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static void write(RecordWriter out, ResponseGroup group) throws IOException {
    out.text(group.groupId());
    PromptCodec.write(out, group.prompt());
    out.integers(group.promptTokens());
    out.list(group.responses(), ResponseFields::write);
    writeSampling(out, group.sampling());
    out.text(group.tokenizerDigest());
    out.text(group.generatorId());
    out.number(group.startedAtMillis());
    out.number(group.finishedAtMillis());
    out.optional(group.extras(), ResponseGroupCodec::writeExtras);
  }

  private static ResponseGroup read(RecordReader in) throws IOException {
    return new ResponseGroup(
        in.text(),
        PromptCodec.read(in),
        in.integers(),
        in.list(ResponseFields::read),
        readSampling(in),
        in.text(),
        in.text(),
        in.number(),
        in.number(),
        in.optional(ResponseGroupCodec::readExtras));
  }

  private static void writeSampling(RecordWriter out, Sampling sampling) throws IOException {
    out.real(sampling.temperature());
    out.real(sampling.topP());
    out.integer(sampling.topK());
    out.integer(sampling.maxTokens());
    out.number(sampling.seed());
  }

  private static Sampling readSampling(RecordReader in) throws IOException {
    return new Sampling(in.real(), in.real(), in.integer(), in.integer(), in.number());
  }

  private static void writeExtras(RecordWriter out, GroupExtras extras) throws IOException {
    out.optional(extras.phase(), RecordWriter::text);
    out.optional(extras.round(), RecordWriter::integer);
    out.optional(extras.stage(), RecordWriter::text);
    out.optional(extras.parentGroupId(), RecordWriter::text);
    out.optional(extras.pairId(), RecordWriter::text);
    out.optional(extras.pairRole(), RecordWriter::text);
    out.optional(extras.generatorModelId(), RecordWriter::text);
    out.optional(extras.enginePrecision(), RecordWriter::text);
  }

  private static GroupExtras readExtras(RecordReader in) throws IOException {
    return new GroupExtras(
        in.optional(RecordReader::text),
        in.optional(RecordReader::integer),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text));
  }
}
