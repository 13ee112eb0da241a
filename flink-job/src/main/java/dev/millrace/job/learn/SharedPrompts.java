package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ResponseTokens;
import dev.millrace.policy.Branches;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a micro-batch behind their prompts, each prompt once. Rows are ordered by group,
 * every group filled up to the largest with rows that nothing is known of and nothing is trained
 * on.
 *
 * @param prompts D, distinct prompts
 * @param branches how a prompt and its responses lie in a row
 * @param inputs [D,T] the tokens that the policy reads
 * @param targets [D·G,C]
 * @param inverseTemperatures [D·G]
 * @param tokens what is known of the targets
 */
record SharedPrompts(
    int prompts,
    Branches branches,
    long[] inputs,
    long[] targets,
    float[] inverseTemperatures,
    ResponseTokens tokens)
    implements ResponseLayout {

  /** This layout of a micro-batch, or null when its prompts differ in length. */
  static @Nullable SharedPrompts of(MicroBatch batch) {
    int prompt = batch.firstResponseToken();
    Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      List<Integer> members = groups.computeIfAbsent(batch.groups()[row], g -> new ArrayList<>());
      if (batch.mask()[row * batch.width() + prompt] == 0
          || (!members.isEmpty() && !samePrompt(batch, members.get(0), row, prompt))) {
        return null;
      }
      members.add(row);
    }
    int count = groups.values().stream().mapToInt(List::size).max().orElse(1);
    return lay(batch, List.copyOf(groups.values()), count);
  }

  private static boolean samePrompt(MicroBatch batch, int one, int other, int prompt) {
    int[] tokens = batch.tokens();
    int first = one * batch.width();
    int second = other * batch.width();
    return Arrays.equals(tokens, first, first + prompt, tokens, second, second + prompt);
  }

  private static SharedPrompts lay(MicroBatch batch, List<List<Integer>> groups, int count) {
    int prompt = batch.firstResponseToken();
    int columns = batch.width() - prompt;
    // The last token of a response is predicted and never read.
    Branches branches = new Branches(prompt, count, columns - 1);
    int rows = groups.size() * count;
    long[] inputs = new long[groups.size() * branches.width()];
    long[] targets = new long[rows * columns];
    float[] mask = new float[rows * columns];
    float[] behaviour = new float[rows * columns];
    float[] advantages = new float[rows];
    byte[] filled = new byte[rows];
    float[] inverse = new float[rows];
    Arrays.fill(inverse, 1);
    for (int group = 0; group < groups.size(); group++) {
      int start = group * branches.width();
      for (int t = 0; t < prompt; t++) {
        inputs[start + t] = batch.tokens()[groups.get(group).get(0) * batch.width() + t];
      }
      for (int member = 0; member < groups.get(group).size(); member++) {
        int source = groups.get(group).get(member);
        int row = group * count + member;
        int from = source * batch.width() + prompt;
        for (int c = 0; c < columns; c++) {
          targets[row * columns + c] = batch.tokens()[from + c];
          mask[row * columns + c] = batch.mask()[from + c];
          behaviour[row * columns + c] = batch.behaviourLogProbs()[from + c];
          if (c < columns - 1) {
            inputs[start + prompt + member * (columns - 1) + c] = batch.tokens()[from + c];
          }
        }
        advantages[row] = batch.advantages()[source];
        filled[row] = batch.filled()[source];
        inverse[row] = 1 / batch.temperatures()[source];
      }
    }
    return new SharedPrompts(
        groups.size(),
        branches,
        inputs,
        targets,
        inverse,
        new ResponseTokens(rows, columns, mask, behaviour, advantages, filled));
  }

  @Override
  public NDArray logSoftmax(Policy policy, NDManager scope) {
    int prompt = branches.prompt();
    int count = branches.count();
    int vocabulary = policy.config().vocabSize();
    NDArray read = scope.create(inputs, new Shape(prompts, branches.width())); // [D,T]
    PtNDArray hidden = (PtNDArray) policy.hidden(read, branches); // [D,T,d]
    // The first token of every response is predicted by the last of its prompt.
    NDArray predicting = JniUtils.slice(hidden, 1, prompt - 1, branches.width(), 1); // [D,1+GL,d]
    PtNDArray logits = (PtNDArray) policy.head(predicting); // [D,1+GL,V]
    NDArray first =
        JniUtils.slice(logits, 1, 0, 1, 1)
            .expandDims(1)
            .broadcast(prompts, count, 1, vocabulary); // [D,G,1,V]
    NDArray all = first;
    if (branches.length() > 0) {
      NDArray later =
          JniUtils.slice(logits, 1, 1, 1L + (long) count * branches.length(), 1)
              .reshape(prompts, count, branches.length(), vocabulary); // [D,G,L,V]
      all = first.concat(later, 2); // [D,G,C,V]
    }
    NDArray rows = all.reshape((long) prompts * count, branches.length() + 1L, vocabulary);
    NDArray inverse =
        scope.create(inverseTemperatures, new Shape((long) prompts * count, 1, 1)); // [R,1,1]
    return LogProbs.logSoftmax(rows, inverse); // [R,C,V]
  }
}
