package dev.millrace.ops.loop;

import dev.millrace.ops.UserError;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.TokenizerFiles;
import java.nio.file.Path;

/**
 * The policy that a run starts from, with what a group must agree with before it is trained.
 *
 * @param directory Hugging Face directory
 * @param vocabularySize token ids are below; 0 while it is not known
 * @param maxPositions longest sequence in tokens; 0 while it is not known
 * @param tokenizerDigest digest of its tokenizer; empty while it is not known
 */
public record StartingPolicy(
    Path directory, int vocabularySize, int maxPositions, String tokenizerDigest) {

  /** A policy that is still to be made. */
  static StartingPolicy planned(Path directory) {
    return new StartingPolicy(directory, 0, 0, "");
  }

  /**
   * Refuses responses that leave no room for a prompt.
   *
   * @throws UserError that names the option
   */
  void requireRoom(int responseTokens) {
    if (maxPositions > 0 && responseTokens >= maxPositions) {
      throw new UserError(
          "--response-tokens "
              + responseTokens
              + ": the policy in "
              + directory
              + " has "
              + maxPositions
              + " positions, none is left for a prompt");
    }
  }

  /**
   * Reads what a directory says.
   *
   * @throws dev.millrace.policy.InvalidPolicyException when a file is missing or no policy's, or
   *     the tokenizer has tokens that the policy has not
   */
  public static StartingPolicy read(Path directory) {
    PolicyConfig config = PolicyConfig.read(directory);
    TokenizerFiles.requireFits(directory, config.vocabSize());
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      return new StartingPolicy(
          directory, config.vocabSize(), config.maxPositions(), tokenizer.digest());
    }
  }
}
