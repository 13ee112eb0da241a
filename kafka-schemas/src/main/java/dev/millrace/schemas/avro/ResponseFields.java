package dev.millrace.schemas.avro;

import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseExtras;
import dev.millrace.schemas.VersionSpan;
import java.io.IOException;

/** The fields of a response inside the wire form of its group. */
final class ResponseFields {
  private static final FinishReason[] FINISH_REASONS = FinishReason.values();

  private ResponseFields() {}

  static void write(RecordWriter out, Response response) throws IOException {
    out.text(response.responseId());
    out.integers(response.tokens());
    out.reals(response.behaviourLogProbs());
    out.list(response.spans(), ResponseFields::writeSpan);
    out.symbol(response.finishReason());
    out.text(response.text());
    out.optional(response.extras(), ResponseFields::writeExtras);
    out.list(response.feedback(), FeedbackCodec::writeVote);
  }

  static Response read(RecordReader in) throws IOException {
    return new Response(
        in.text(),
        in.integers(),
        in.reals(),
        in.list(ResponseFields::readSpan),
        in.symbol(FINISH_REASONS),
        in.text(),
        in.optional(ResponseFields::readExtras),
        in.list(FeedbackCodec::readVote));
  }

  private static void writeSpan(RecordWriter out, VersionSpan span) throws IOException {
    out.number(span.lineage());
    out.number(span.step());
    out.integer(span.start());
    out.integer(span.end());
  }

  private static VersionSpan readSpan(RecordReader in) throws IOException {
    return new VersionSpan(in.number(), in.number(), in.integer(), in.integer());
  }

  private static void writeExtras(RecordWriter out, ResponseExtras extras) throws IOException {
    out.optional(extras.lossMask(), RecordWriter::bytes);
    out.optional(extras.genPromptTokens(), RecordWriter::integers);
    out.optional(extras.prefixLength(), RecordWriter::integer);
    out.optional(extras.parentResponseId(), RecordWriter::text);
    out.optional(extras.guidance(), RecordWriter::text);
    out.optional(extras.forcedTokens(), RecordWriter::bytes);
    out.optional(extras.survivalProbability(), RecordWriter::real);
    out.optional(extras.entropies(), RecordWriter::reals);
    out.optional(extras.meanLogSoftmax(), RecordWriter::reals);
    out.optional(extras.segmentEnds(), RecordWriter::integers);
  }

  private static ResponseExtras readExtras(RecordReader in) throws IOException {
    return new ResponseExtras(
        in.optional(RecordReader::bytes),
        in.optional(RecordReader::integers),
        in.optional(RecordReader::integer),
        in.optional(RecordReader::text),
        in.optional(RecordReader::text),
        in.optional(RecordReader::bytes),
        in.optional(RecordReader::real),
        in.optional(RecordReader::reals),
        in.optional(RecordReader::reals),
        in.optional(RecordReader::integers));
  }
}
