package dev.millrace.schemas.avro;

import dev.millrace.schemas.Prompt;
import java.io.IOException;

/** The wire form of {@link Prompt}. */
public final class PromptCodec {
  private static final SingleObject<Prompt> CODEC =
      new SingleObject<>(Contract.released("Prompt", 1), PromptCodec::write, PromptCodec::read);

  private PromptCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(Prompt prompt) {
    return CODEC.encode(prompt);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static Prompt decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  static void write(RecordWriter out, Prompt prompt) throws IOException {
    out.text(prompt.promptId());
    out.text(prompt.dataset());
    out.text(prompt.text());
    out.integers(prompt.tokens());
    out.text(prompt.reference());
    out.text(prompt.verifier());
    out.map(prompt.verifierParameters(), RecordWriter::text);
    out.number(prompt.createdAtMillis());
  }

  static Prompt read(RecordReader in) throws IOException {
    return new Prompt(
        in.text(),
        in.text(),
        in.text(),
        in.integers(),
        in.text(),
        in.text(),
        in.map(RecordReader::text),
        in.number());
  }
}
