package dev.millrace.server.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * What a generator says of itself where it commits its positions, so that whoever reads how far a
 * shard has come reads who brought it there.
 *
 * @param generator its id
 * @param version lineage.step of the weights that serve
 * @param behind newest announced step minus the step that serves
 * @param tokensPerSecond response tokens a second, while it samples
 * @param atMillis when it said so
 */
public record GeneratorNote(
    String generator, String version, long behind, long tokensPerSecond, long atMillis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The note as the metadata of a committed offset. */
  public String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a note that is no JSON", e);
    }
  }

  /** Reads metadata; null when it is no note. */
  public static @Nullable GeneratorNote of(String metadata) {
    if (metadata.isEmpty()) {
      return null;
    }
    try {
      return JSON.readValue(metadata, GeneratorNote.class);
    } catch (JsonProcessingException e) {
      return null; // of another program
    }
  }
}
