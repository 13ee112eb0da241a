package dev.millrace.schemas.avro;

import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.Vote;
import java.io.IOException;

/** The wire form of {@link Feedback}. */
public final class FeedbackCodec {
  private static final SingleObject<Feedback> CODEC =
      new SingleObject<>(
          Contract.released("Feedback", 1), FeedbackCodec::write, FeedbackCodec::read);

  private FeedbackCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(Feedback feedback) {
    return CODEC.encode(feedback);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static Feedback decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static void write(RecordWriter out, Feedback feedback) throws IOException {
    out.text(feedback.responseId());
    writeVote(out, feedback.vote());
    out.map(feedback.tags(), RecordWriter::text);
  }

  private static Feedback read(RecordReader in) throws IOException {
    return new Feedback(in.text(), readVote(in), in.map(RecordReader::text));
  }

  static void writeVote(RecordWriter out, Vote vote) throws IOException {
    out.text(vote.metric());
    out.wideReal(vote.value());
    out.number(vote.timeMillis());
    out.text(vote.source());
  }

  static Vote readVote(RecordReader in) throws IOException {
    return new Vote(in.text(), in.wideReal(), in.number(), in.text());
  }
}
