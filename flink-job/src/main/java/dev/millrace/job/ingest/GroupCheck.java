package dev.millrace.job.ingest;

import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.VersionSpan;
import java.util.Optional;

/**
 * What a decoded group must hold before anything is computed from it. The schema guarantees the
 * form; this is about values that would poison a training step.
 */
final class GroupCheck {
  /** A log-prob above 0 by more than rounding is none. */
  static final float ROUNDING = 1e-4f;

  /**
   * Longest id, in characters. Ids go into notices and into the ledger, whose records are small,
   * and which would end the job where they do not fit.
   */
  static final int LONGEST_ID = 256;

  private GroupCheck() {}

  /** What is wrong with a group; empty when nothing is. */
  static Optional<String> problem(ResponseGroup group, IngestSettings settings) {
    if (group.groupId().length() > LONGEST_ID
        || group.prompt().promptId().length() > LONGEST_ID
        || group.responses().stream().anyMatch(r -> r.responseId().length() > LONGEST_ID)) {
      return Optional.of("an id of more than " + LONGEST_ID + " characters");
    }
    if (group.responses().size() < 2) {
      return Optional.of("one response has nothing to be compared with");
    }
    if (group.isText()) {
      return Optional.of(
          "texts without tokens and log-probs: they can be scored and not trained (millrace ingest"
              + " --policy makes both)");
    }
    // Written as a negation so that NaN fails.
    if (!(group.sampling().temperature() > 0) || !Float.isFinite(group.sampling().temperature())) {
      return Optional.of(
          "temperature " + group.sampling().temperature() + ": only sampled responses are trained");
    }
    for (String verifier : group.prompt().verifierParts()) {
      if (!settings.verifiers().contains(verifier)) {
        return Optional.of("unknown verifier '" + verifier + "', known: " + settings.verifiers());
      }
    }
    if (!settings.tokenizerDigest().isEmpty()
        && !settings.tokenizerDigest().equals(group.tokenizerDigest())) {
      return Optional.of(
          "tokenizer " + group.tokenizerDigest() + " is not " + settings.tokenizerDigest());
    }
    Optional<String> token = tokenProblem("prompt", group.promptTokens(), settings);
    int versions = 0;
    for (Response response : group.responses()) {
      token = token.or(() -> tokenProblem(response.responseId(), response.tokens(), settings));
      token = token.or(() -> lengthProblem(group.promptTokens().length, response, settings));
      token = token.or(() -> responseProblem(response));
      versions += response.spans().size();
    }
    return token.isPresent() || versions > 0
        ? token
        : Optional.of("no token says which weight version sampled it");
  }

  private static Optional<String> tokenProblem(
      String where, int[] tokens, IngestSettings settings) {
    int size = settings.vocabularySize() > 0 ? settings.vocabularySize() : Integer.MAX_VALUE;
    for (int t = 0; t < tokens.length; t++) {
      if (tokens[t] < 0 || tokens[t] >= size) {
        return Optional.of(where + ": token " + tokens[t] + " at " + t + " is not below " + size);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> lengthProblem(
      int promptTokens, Response response, IngestSettings settings) {
    int length = promptTokens + response.tokens().length;
    return settings.maxTokens() > 0 && length > settings.maxTokens()
        ? Optional.of(
            response.responseId()
                + ": "
                + length
                + " tokens with its prompt, more than "
                + settings.maxTokens())
        : Optional.empty();
  }

  private static Optional<String> responseProblem(Response response) {
    float[] logProbs = response.behaviourLogProbs();
    for (int t = 0; t < logProbs.length; t++) {
      if (!Float.isFinite(logProbs[t]) || logProbs[t] > ROUNDING) {
        return Optional.of(response.responseId() + ": log-prob " + logProbs[t] + " at " + t);
      }
    }
    for (VersionSpan span : response.spans()) {
      if (span.step() < 0 || span.lineage() < 0) {
        return Optional.of(
            response.responseId() + ": version " + span.lineage() + "." + span.step());
      }
    }
    return Optional.empty();
  }
}
