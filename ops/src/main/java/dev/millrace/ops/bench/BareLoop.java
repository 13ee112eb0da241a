package dev.millrace.ops.bench;

import dev.millrace.job.batch.Packing;
import dev.millrace.job.batch.Row;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.job.credit.Advantages;
import dev.millrace.job.learn.LearnSettings;
import dev.millrace.job.learn.Learner;
import dev.millrace.ops.loop.LoopPipeline;
import dev.millrace.ops.loop.Supply;
import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.server.GeneratorSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The loop without a stream, what the stream is compared with: sample, judge, credit, train, one
 * after the other on one thread, with the same policy, objective and optimizer, and one copy of the
 * weights for both sides. Every group is trained, as in the arm {@code grpo}. Nothing is kept: no
 * log, no versions, no ledger, no state.
 */
final class BareLoop implements AutoCloseable {
  private final LoopPipeline pipeline;
  private final Supply supply;
  private final GeneratorSettings generator;
  private final Tokenizer tokenizer;
  private final Learner learner;
  private long step;

  /** Begins with the starting policy, on the calling thread. */
  BareLoop(LoopPipeline pipeline, Supply supply) {
    Torch.enterThread();
    this.pipeline = pipeline;
    this.supply = supply;
    this.generator = pipeline.generator(supply.source().maxResponseTokens());
    LearnSettings learn = pipeline.job().learn();
    Path model = Path.of(learn.model());
    this.tokenizer = Tokenizer.load(model);
    this.learner = Learner.of(learn);
  }

  /** Turns the loop, after some steps that do not count. */
  LoopTimes run(int ignored, int steps) {
    for (int i = 0; i < ignored; i++) {
      turn();
    }
    double[] seconds = new double[steps];
    double cpu = ProcessCpu.seconds();
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      turn();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return new LoopTimes(new Durations(seconds), (ProcessCpu.seconds() - cpu) / steps);
  }

  private void turn() {
    int groups = pipeline.job().stream().batchSlots();
    List<Prompt> prompts = new ArrayList<>();
    List<int[]> tokens = new ArrayList<>();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      Prompt prompt = supply.source().prompt(generator.sampling().seed(), step * groups + g);
      int[] read = prompt.tokens().length > 0 ? prompt.tokens() : tokenizer.encode(prompt.text());
      prompts.add(prompt);
      tokens.add(read);
      for (int i = 0; i < generator.groupSize(); i++) {
        requests.add(
            new GenerationRequest(step + "/" + g, i, read, generator.sampling(), new int[0]));
      }
    }
    List<Generated> answers = Generation.generate(learner.policy(), requests);
    List<Row> rows = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int first = g * generator.groupSize();
      rows.addAll(
          rows(
              g,
              prompts.get(g),
              tokens.get(g),
              answers.subList(first, first + generator.groupSize())));
    }
    long responseTokens = rows.stream().mapToLong(Row::trainedTokens).sum();
    step++;
    StepManifest manifest =
        new StepManifest(step, List.of(), rows.size(), responseTokens, new long[1], "", Map.of());
    learner.train(manifest, Packing.pack(manifest, rows, pipeline.job().batch().tokenBudget()));
  }

  private List<Row> rows(int group, Prompt prompt, int[] tokens, List<Generated> answers) {
    float[] rewards = new float[answers.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = supply.judge().correct(prompt, text(answers.get(i))) ? 1 : 0;
    }
    float[] advantages = Advantages.groupRelative(rewards);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      byte[] mask = new byte[answers.get(i).tokens().length];
      Arrays.fill(mask, (byte) 1);
      rows.add(
          new Row(
              tokens,
              answers.get(i).tokens(),
              mask,
              answers.get(i).logProbs(),
              advantages[i],
              generator.sampling().temperature(),
              false,
              group));
    }
    return rows;
  }

  /** What was said before the end token. */
  private String text(Generated answer) {
    int[] tokens = answer.tokens();
    boolean ended = answer.finishReason() == FinishReason.STOP && tokens.length > 0;
    return tokenizer.decode(ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens);
  }

  @Override
  public void close() {
    tokenizer.close();
    learner.close();
  }
}
