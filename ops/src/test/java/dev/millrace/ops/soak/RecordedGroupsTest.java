package dev.millrace.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.soak.RecordedGroups.RecordedValue;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedGroupsTest {
  private static final int STEPS = 20;

  @TempDir Path directory;

  @Test
  void theTopicHoldsWhatItSaysAndTheSameSeedMakesItAgain() {
    SoakSettings settings = SoakSettings.of(directory, 1, STEPS, 7, Duration.ZERO);
    Path policy = SoakPolicy.write(directory, SoakPolicy.SMALL, 7);
    List<ResponseGroup> templates = Templates.sample(policy, 16, settings.groupSize(), 7);
    RecordedGroups groups = RecordedGroups.of(settings, templates);

    for (int shard = 0; shard < settings.shards(); shard++) {
      assertThat(usable(groups, shard)).isEqualTo(settings.groupsPerShard());
    }
    int usable = settings.shards() * settings.groupsPerShard();
    assertThat(groups.records()).hasSize(usable + groups.duplicates() + groups.malformed());
    assertThat(groups.duplicates()).isPositive();
    assertThat(groups.malformed()).isPositive();

    List<RecordedValue> again =
        RecordedGroups.of(settings, Templates.sample(policy, 16, settings.groupSize(), 7))
            .records();
    assertThat(again).usingRecursiveComparison().isEqualTo(groups.records());
  }

  /** Different groups of a shard that a policy of this vocabulary can have said. */
  private static int usable(RecordedGroups groups, int shard) {
    Set<String> ids = new HashSet<>();
    for (RecordedValue record : groups.records()) {
      try {
        ResponseGroup group = ResponseGroupCodec.decode(record.value());
        if (record.shard() == shard && group.promptTokens()[0] < SoakPolicy.VOCABULARY.size()) {
          ids.add(group.groupId());
        }
      } catch (MalformedRecordException e) {
        // One of those that are meant to be refused.
      }
    }
    return ids.size();
  }
}
