package dev.millrace.server.sampling;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.server.admission.PendingPrompt;
import java.util.function.Function;

/**
 * From a record of the prompts topic to a prompt that can be sampled: decoded, tokenized where it
 * brings no tokens, in the partition that its id belongs to, inside the vocabulary, and short
 * enough to leave room for the longest response.
 */
public final class PromptReader {
  private final String topic;
  private final int shards;
  private final Function<String, int[]> tokenize;
  private final int vocabulary;
  private final int longestPrompt;

  /**
   * @param topic the prompts topic
   * @param shards S, its partitions
   * @param vocabulary number of token ids
   * @param longestPrompt tokens that a prompt may have
   */
  public PromptReader(
      String topic,
      int shards,
      Function<String, int[]> tokenize,
      int vocabulary,
      int longestPrompt) {
    this.topic = topic;
    this.shards = shards;
    this.tokenize = tokenize;
    this.vocabulary = vocabulary;
    this.longestPrompt = longestPrompt;
  }

  /** Reads one record. */
  public PendingPrompt read(byte[] value, int partition, long offset)
      throws RefusedPromptException {
    Prompt prompt = decode(value);
    int shard = Shards.of(prompt.promptId(), shards);
    if (shard != partition) {
      // Groups must follow their prompts: the bound of a shard is kept by its prompt partition.
      throw new RefusedPromptException(
          "prompt "
              + prompt.promptId()
              + " belongs to partition "
              + shard
              + "; its producer must partition by murmur2 of the prompt id");
    }
    int[] tokens = prompt.tokens().length > 0 ? prompt.tokens() : tokenize.apply(prompt.text());
    refuseUnusable(prompt, tokens);
    return new PendingPrompt(prompt, tokens, topic, shard, offset);
  }

  private static Prompt decode(byte[] value) throws RefusedPromptException {
    try {
      return PromptCodec.decode(value);
    } catch (MalformedRecordException e) {
      throw new RefusedPromptException(String.valueOf(e.getMessage()), e);
    }
  }

  private void refuseUnusable(Prompt prompt, int[] tokens) throws RefusedPromptException {
    if (tokens.length == 0) {
      throw new RefusedPromptException("prompt " + prompt.promptId() + " has no tokens");
    }
    if (tokens.length > longestPrompt) {
      throw new RefusedPromptException(
          "prompt "
              + prompt.promptId()
              + " has "
              + tokens.length
              + " tokens, the policy has room for "
              + longestPrompt
              + " before the longest response");
    }
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new RefusedPromptException(
            "prompt "
                + prompt.promptId()
                + " has token "
                + token
                + " outside the vocabulary of "
                + vocabulary);
      }
    }
  }
}
