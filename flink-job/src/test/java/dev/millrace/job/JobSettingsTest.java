package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.replay.Fill;
import dev.millrace.job.replay.Ineffective;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobSettingsTest {
  static JobSettings settings(String... keysAndValues) {
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", "localhost:9092");
    typed.put("millrace.learn.model", "model");
    typed.put("millrace.learn.state-dir", "state");
    typed.put("millrace.learn.weights-dir", "weights");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      typed.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobSettings.from(typed);
  }

  @Test
  void defaultIsTheAlgorithm() {
    JobSettings settings = settings();
    assertThat(settings.arm()).isEqualTo(Arm.POPO);
    assertThat(settings.replay().capacityBatches()).isEqualTo(4);
    assertThat(settings.replay().maxAge()).isEqualTo(16);
    assertThat(settings.replay().fill()).isEqualTo(Fill.NEWEST);
    assertThat(settings.replay().ineffective()).isEqualTo(Ineffective.HOLE);
    assertThat(settings.filter().gateChannel()).isEqualTo("correct");
    assertThat(settings.ingest().verifiers()).contains("countdown", "exact", "number");
  }

  @ParameterizedTest
  @EnumSource
  void everyPresetOfAnArmIsAnOption(Arm arm) {
    assertThat(JobSettings.options().stream().map(Option::key)).containsAll(arm.presets().keySet());
    assertThat(settings("millrace.arm", Option.kebab(arm)).arm()).isEqualTo(arm);
  }

  @ParameterizedTest
  @CsvSource({
    "grpo, NONE, KEEP",
    "grpo-filter, NONE, HOLE",
    "dapo, NONE, REPLACE",
    "popo-stale, STALE, HOLE",
    "popo-ungated, ANY, HOLE",
    "popo-weighted, WEIGHTED, HOLE"
  })
  void armDecidesFillAndHoles(String arm, Fill fill, Ineffective ineffective) {
    JobSettings settings = settings("millrace.arm", arm);
    assertThat(settings.replay().fill()).isEqualTo(fill);
    assertThat(settings.replay().ineffective()).isEqualTo(ineffective);
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.arm, ppo, millrace.arm must be one of popo",
    "millrace.shards, 5, millrace.batch-slots must be a multiple of millrace.shards 5",
    "millrace.parallelism, 8, millrace.parallelism must be <= millrace.shards 4",
    "millrace.pipeline, Not_Good, millrace.pipeline",
    "millrace.replay.max-waiting, 3, millrace.replay.max-waiting must be 0 or >= 8",
    "millrace.learn.publish-every, 3, millrace.learn.publish-every must be <= millrace.replay.lead 2",
    "millrace.score.reward, correct, millrace.score.reward must be channel weights",
    "millrace.score.reward, correct=2, millrace.score.reward with millrace.credit.estimator group-relative: the weight 2.0",
    "millrace.score.noise, exact=0.1/0.1, millrace.score.reward with millrace.credit.estimator group-relative: the noise of exact",
    "millrace.filter.gate-channel, brevity, millrace.filter.gate-channel must be a channel of a verifier",
    "millrace.replay.maxage, 3, unknown option millrace.replay.maxage; the nearest is millrace.replay.max-age"
  })
  void wrongValueIsNamed(String key, String value, String message) {
    assertThatThrownBy(() -> settings(key, value))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void rewardThatActsUnderTheEstimatorIsAccepted() {
    assertThat(
            settings(
                    "millrace.score.reward",
                    "correct=2",
                    "millrace.score.noise",
                    "exact=0.1/0.1",
                    "millrace.credit.estimator",
                    "mean-centred")
                .score()
                .combination()
                .noise()
                .byVerifier())
        .containsOnlyKeys("exact");
    assertThatThrownBy(
            () ->
                settings(
                    "millrace.score.reward",
                    "correct=1,format=0.1",
                    "millrace.score.noise",
                    "oracle=0.1/0.1"))
        .hasMessageStartingWith("millrace.score.noise: unknown verifier 'oracle', known: [");
  }

  private static final String[] RECORDED = {
    "millrace.recorded.topic", "t", "millrace.recorded.until", "1:7,0:5,2:0,3:9"
  };

  @Test
  void recordedRunMakesNoBatchByTheClock() {
    JobSettings settings = settings(RECORDED);
    assertThat(settings.stream().groupsTopic()).isEqualTo("t");
    assertThat(settings.stream().recording().until()).containsExactly(5, 7, 0, 9);
    assertThat(settings.stream().recording().untilText()).isEqualTo("0:5,1:7,2:0,3:9");
    assertThat(settings.replay().fillOnlyTimeout()).isZero();
    assertThat(settings().stream().groupsTopic()).isEqualTo("millrace.default.groups.v1");
    for (String key :
        new String[] {"millrace.replay.fill-only-timeout", "millrace.replay.max-waiting"}) {
      String[] typed = Arrays.copyOf(RECORDED, 6);
      typed[4] = key;
      typed[5] = key.endsWith("timeout") ? "1 s" : "100";
      assertThatThrownBy(() -> settings(typed))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining(key)
          .hasMessageContaining("recorded");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "0:5,1:7 must_have_4_ends",
        "0:5,1:7,2:0,2:9 must_be_an_end_for_each_partition",
        "0:5,1:7,2:0,4:9 must_be_an_end_for_each_partition",
        "0:5,1:7,2:0,3 must_be_an_end_for_each_partition",
        "0:5,1:7,2:0,3:-1 must_be_an_end_for_each_partition"
      })
  void endsOfARecordedRunMustCoverThePartitions(String until, String message) {
    assertThatThrownBy(
            () -> settings("millrace.recorded.topic", "t", "millrace.recorded.until", until))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("millrace.recorded.until " + message.replace('_', ' '));
  }

  @Test
  void topicAndEndsOfARecordedRunGoTogether() {
    assertThatThrownBy(() -> settings("millrace.recorded.topic", "t"))
        .hasMessage("millrace.recorded.topic and millrace.recorded.until go together");
  }

  @Test
  void bootstrapHasToBeGiven() {
    assertThatThrownBy(() -> JobSettings.from(Map.of()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("millrace.kafka.bootstrap");
  }

  @Test
  void argumentsGoBeforeTheConfigurationOfTheCluster() {
    Configuration cluster = new Configuration();
    cluster.setString("millrace.arm", "grpo");
    cluster.setString("millrace.shards", "2");
    cluster.setString("rest.port", "1");
    assertThat(Arguments.of(new String[] {"--millrace.arm", "dapo"}, cluster))
        .containsExactlyInAnyOrderEntriesOf(Map.of("millrace.arm", "dapo", "millrace.shards", "2"));
    assertThatThrownBy(() -> Arguments.of(new String[] {"--arm", "dapo"}, cluster))
        .hasMessageContaining("--arm");
    assertThatThrownBy(() -> Arguments.of(new String[] {"--millrace.arm"}, cluster))
        .hasMessage("millrace.arm has no value");
  }

  @Test
  void keysAreLowerCaseAndDescribed() {
    assertThat(JobSettings.options())
        .allSatisfy(
            option -> {
              assertThat(option.key()).matches("millrace(\\.[a-z0-9-]+)+");
              assertThat(option.description()).endsWith(".");
            })
        .extracting(Option::key)
        .doesNotHaveDuplicates();
  }
}
