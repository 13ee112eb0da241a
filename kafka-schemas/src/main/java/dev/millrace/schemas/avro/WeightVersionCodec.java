package dev.millrace.schemas.avro;

import dev.millrace.schemas.Canary;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;

/** The wire form of {@link WeightVersion}. */
public final class WeightVersionCodec {
  private static final SingleObject<WeightVersion> CODEC =
      new SingleObject<>(
          Contract.released("WeightVersion", 2),
          WeightVersionCodec::write,
          WeightVersionCodec::read);

  private WeightVersionCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(WeightVersion version) {
    return CODEC.encode(version);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static WeightVersion decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static void write(RecordWriter out, WeightVersion version) throws IOException {
    out.text(version.modelId());
    out.number(version.lineage());
    out.number(version.step());
    out.number(version.parentLineage());
    out.number(version.parentStep());
    out.text(version.uri());
    out.text(version.sha256());
    out.number(version.bytes());
    out.number(version.createdAtMillis());
    out.numbers(version.consumedOffsets());
    out.optional(version.canary(), WeightVersionCodec::writeCanary);
    out.flag(version.last());
  }

  private static WeightVersion read(RecordReader in) throws IOException {
    return new WeightVersion(
        in.text(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.text(),
        in.text(),
        in.number(),
        in.number(),
        in.numbers(),
        in.optional(WeightVersionCodec::readCanary),
        in.flag());
  }

  private static void writeCanary(RecordWriter out, Canary canary) throws IOException {
    out.integers(canary.tokens());
    out.reals(canary.logProbs());
  }

  private static Canary readCanary(RecordReader in) throws IOException {
    return new Canary(in.integers(), in.reals());
  }
}
