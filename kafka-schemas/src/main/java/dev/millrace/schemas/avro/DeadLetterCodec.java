package dev.millrace.schemas.avro;

import dev.millrace.schemas.DeadLetter;
import java.io.IOException;

/** The wire form of {@link DeadLetter}. */
public final class DeadLetterCodec {
  private static final SingleObject<DeadLetter> CODEC =
      new SingleObject<>(
          Contract.released("DeadLetter", 1), DeadLetterCodec::write, DeadLetterCodec::read);

  private DeadLetterCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(DeadLetter letter) {
    return CODEC.encode(letter);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static DeadLetter decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static void write(RecordWriter out, DeadLetter letter) throws IOException {
    out.text(letter.topic());
    out.integer(letter.partition());
    out.number(letter.offset());
    out.number(letter.timestampMillis());
    out.bytes(letter.key());
    out.bytes(letter.value());
    out.text(letter.stage());
    out.text(letter.reason());
    out.text(letter.exceptionClass());
    out.number(letter.failedAtMillis());
  }

  private static DeadLetter read(RecordReader in) throws IOException {
    return new DeadLetter(
        in.text(),
        in.integer(),
        in.number(),
        in.number(),
        in.bytes(),
        in.bytes(),
        in.text(),
        in.text(),
        in.text(),
        in.number());
  }
}
