package dev.millrace.server.external;

import dev.millrace.policy.Generated;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.external.ExternalAnswer.NamedSpan;
import dev.millrace.server.sampling.GroupRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The groups that become of an engine's answers. */
final class ExternalGroups {
  private ExternalGroups() {}

  /**
   * The group of a prompt.
   *
   * @param version the oldest that may have sampled a token of an answer without spans
   * @throws EngineAwayException when a token was sampled by weights that nobody gave the engine, as
   *     one that was started anew does
   */
  static ResponseGroup of(
      PendingPrompt prompt,
      List<ExternalAnswer> answers,
      VersionName version,
      GroupRecipe recipe,
      long startedAtMillis,
      long finishedAtMillis)
      throws EngineAwayException {
    List<Response> responses = new ArrayList<>(answers.size());
    for (ExternalAnswer answer : answers) {
      Generated generated = answer.generated();
      int[] tokens = generated.tokens();
      boolean ended = generated.finishReason() == FinishReason.STOP;
      int[] spoken = ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
      responses.add(
          new Response(
              prompt.groupId() + "/" + responses.size(),
              tokens,
              generated.logProbs(),
              spans(answer, version),
              generated.finishReason(),
              recipe.text().apply(spoken),
              null));
    }
    return new ResponseGroup(
        prompt.groupId(),
        prompt.prompt(),
        prompt.tokens(),
        responses,
        recipe.sampling(),
        recipe.tokenizerDigest(),
        recipe.generatorId(),
        startedAtMillis,
        finishedAtMillis,
        null);
  }

  private static List<VersionSpan> spans(ExternalAnswer answer, VersionName version)
      throws EngineAwayException {
    if (answer.spans().isEmpty()) {
      int length = answer.generated().tokens().length;
      return List.of(new VersionSpan(version.lineage(), version.step(), 0, length));
    }
    List<VersionSpan> spans = new ArrayList<>();
    for (NamedSpan span : answer.spans()) {
      VersionName name = VersionName.parse(span.version());
      if (name == null) {
        throw new EngineAwayException("weights '" + span.version() + "' are none it was given");
      }
      spans.add(new VersionSpan(name.lineage(), name.step(), span.start(), span.end()));
    }
    return spans;
  }
}
