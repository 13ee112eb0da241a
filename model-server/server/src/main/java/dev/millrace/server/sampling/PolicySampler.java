package dev.millrace.server.sampling;

import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.server.admission.PendingPrompt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The policy as a maker of groups: all responses of all prompts of a batch are sampled at once. */
public final class PolicySampler implements GroupSampler {
  private final Policy policy;
  private final GroupRecipe recipe;
  private final Clock clock;

  /**
   * @param clock stamps the groups and decides nothing
   */
  public PolicySampler(Policy policy, GroupRecipe recipe, Clock clock) {
    this.policy = policy;
    this.recipe = recipe;
    this.clock = clock;
  }

  @Override
  public List<ResponseGroup> sample(List<PendingPrompt> prompts, long lineage, long step) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (PendingPrompt prompt : prompts) {
      requests.addAll(recipe.requests(prompt));
    }
    long started = clock.millis();
    List<Sampled> answers = new ArrayList<>();
    for (Generated answer : Generation.generate(policy, requests)) {
      answers.add(Sampled.by(lineage, step, answer));
    }
    long finished = clock.millis();
    List<ResponseGroup> groups = new ArrayList<>(prompts.size());
    int size = recipe.groupSize();
    for (int i = 0; i < prompts.size(); i++) {
      groups.add(
          recipe.group(
              prompts.get(i), answers.subList(i * size, (i + 1) * size), started, finished));
    }
    return groups;
  }
}
