package dev.millrace.job.ingest;

import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of the room {@code ingest}.
 *
 * @param maxRecordBytes longest record of the groups topic that is looked into
 * @param vocabularySize token ids must be below; 0 checks none
 * @param maxTokens longest prompt and response together; 0 is no limit
 * @param tokenizerDigest groups must have been sampled with this tokenizer; empty checks none
 * @param duplicateWindow group ids a shard remembers
 * @param onGap what to do about records that were deleted before they were read
 * @param maxMalformed share of the last records of a shard that may be malformed; 1 is no limit
 * @param verifiers verifiers that the job has; a group that asks for another one is malformed
 */
public record IngestSettings(
    int maxRecordBytes,
    int vocabularySize,
    int maxTokens,
    String tokenizerDigest,
    int duplicateWindow,
    OnGap onGap,
    double maxMalformed,
    Set<String> verifiers)
    implements Serializable {
  static final Option<Integer> MAX_RECORD =
      Option.size("millrace.ingest.max-record", "8 mb", "Longest group record that is decoded.");
  static final Option<Integer> VOCABULARY_SIZE =
      Option.integer(
          "millrace.ingest.vocabulary-size",
          0,
          0,
          Integer.MAX_VALUE,
          "Token ids must be below this; 0 checks none.");
  static final Option<Integer> MAX_TOKENS =
      Option.integer(
          "millrace.ingest.max-tokens",
          0,
          0,
          Integer.MAX_VALUE,
          "Longest prompt and response together, in tokens; 0 is no limit.");
  static final Option<String> TOKENIZER_DIGEST =
      Option.text(
          "millrace.ingest.tokenizer-digest",
          "",
          "Digest of the tokenizer that groups must be made with; empty checks none.");
  static final Option<Integer> DUPLICATE_WINDOW =
      Option.integer(
          "millrace.ingest.duplicate-window",
          16_384,
          1,
          1 << 24,
          "Group ids that each shard remembers to tell duplicates.");

  static final Option<OnGap> ON_GAP =
      Option.oneOf(
          "millrace.ingest.on-gap",
          OnGap.FAIL,
          OnGap.class,
          "What to do when retention deleted groups before they were read.");

  static final Option<Double> MAX_MALFORMED =
      Option.decimal(
          "millrace.ingest.max-malformed",
          0.5,
          0,
          1,
          "Share of the last "
              + MalformedWindow.RECORDS
              + " records of a shard that may be malformed before the job fails; 1 is no limit.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          MAX_RECORD,
          VOCABULARY_SIZE,
          MAX_TOKENS,
          TOKENIZER_DIGEST,
          DUPLICATE_WINDOW,
          ON_GAP,
          MAX_MALFORMED);

  public IngestSettings {
    verifiers = new TreeSet<>(verifiers);
  }

  /**
   * The settings of what was typed.
   *
   * @param verifiers names of the verifiers that the job has
   */
  public static IngestSettings from(OptionValues values, Set<String> verifiers) {
    return new IngestSettings(
        values.get(MAX_RECORD),
        values.get(VOCABULARY_SIZE),
        values.get(MAX_TOKENS),
        values.get(TOKENIZER_DIGEST),
        values.get(DUPLICATE_WINDOW),
        values.get(ON_GAP),
        values.get(MAX_MALFORMED),
        verifiers);
  }
}
