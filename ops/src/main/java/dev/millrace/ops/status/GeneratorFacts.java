package dev.millrace.ops.status;

import dev.millrace.server.kafka.GeneratorNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * A generator, as it said itself where it last committed how far a shard has come. Names are those
 * of the JSON form.
 *
 * @param generator its id
 * @param shards that it was the last to commit
 * @param version lineage.step of the weights that served
 * @param behind newest announced step minus the step that served
 * @param tokensPerSecond response tokens a second, while it sampled
 * @param atMillis when it said so; one that runs says so every few seconds
 */
record GeneratorFacts(
    String generator,
    List<Integer> shards,
    String version,
    long behind,
    long tokensPerSecond,
    long atMillis) {

  /** The generators that the positions of a pipeline's prompts tell of, by id. */
  static List<GeneratorFacts> of(Map<Integer, OffsetAndMetadata> committed) {
    Map<String, GeneratorNote> latest = new TreeMap<>();
    Map<String, List<Integer>> shards = new TreeMap<>();
    new TreeMap<>(committed)
        .forEach(
            (shard, position) -> {
              GeneratorNote note = GeneratorNote.of(position.metadata());
              if (note != null) {
                shards.computeIfAbsent(note.generator(), id -> new ArrayList<>()).add(shard);
                latest.merge(
                    note.generator(), note, (a, b) -> a.atMillis() >= b.atMillis() ? a : b);
              }
            });
    List<GeneratorFacts> generators = new ArrayList<>();
    latest.forEach(
        (id, note) ->
            generators.add(
                new GeneratorFacts(
                    id,
                    List.copyOf(shards.getOrDefault(id, List.of())),
                    note.version(),
                    note.behind(),
                    note.tokensPerSecond(),
                    note.atMillis())));
    return generators;
  }
}
