package dev.millrace.server.weights;

import static dev.millrace.server.TestObjects.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.WeightVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionFollowerTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> attempts = new ArrayList<>();
  private final Set<Long> badSteps = new HashSet<>();
  private final VersionFollower versions = new VersionFollower(this::install);

  private void install(WeightVersion version) throws RefusedVersionException {
    attempts.add(version.lineage() + "." + version.step());
    if (badSteps.contains(version.step())) {
      throw new RefusedVersionException("sha256 differs");
    }
  }

  @Test
  void theStartingPolicyServesUntilAVersionIsAnnounced() {
    assertThat(versions.installNewest(0)).isNull();
    assertThat(versions.progress().step()).isZero();
  }

  @Test
  void onlyTheNewestIsInstalled() {
    versions.announce(version(1, 1));
    versions.announce(version(1, 2));
    versions.announce(version(1, 3));
    versions.installNewest(0);
    assertThat(versions.installNewest(0)).isNull();
    assertThat(attempts).containsExactly("1.3");
    assertThat(versions.progress().skipped()).isEqualTo(2);
    assertThat(versions.progress().installed()).isEqualTo(1);
  }

  @Test
  void orderIsLineageThenStepWhateverTheArrival() {
    versions.announce(version(2, 5));
    assertThat(versions.announce(version(1, 9))).isFalse();
    assertThat(versions.announce(version(2, 4))).isFalse();
    assertThat(versions.announce(version(2, 5))).isFalse();
    versions.installNewest(0);
    assertThat(attempts).containsExactly("2.5");
    assertThat(versions.progress().stale()).isEqualTo(3);
    // A learner that was restored goes on from an earlier step under a new lineage.
    assertThat(versions.announce(version(3, 2))).isTrue();
    versions.installNewest(0);
    assertThat(versions.progress().lineage()).isEqualTo(3);
    assertThat(versions.progress().step()).isEqualTo(2);
  }

  @Test
  void aRefusedVersionLeavesTheOldOneServingAndIsTriedAgainAfterGrowingPauses() {
    versions.announce(version(1, 1));
    versions.installNewest(0);
    badSteps.add(2L);
    versions.announce(version(1, 2));
    long now = 0;
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int before = attempts.size();
      long paused = 0;
      while (attempts.size() == before) {
        versions.installNewest(now);
        now += SECOND / 100;
        paused += SECOND / 100;
      }
      pauses.add(paused);
    }
    assertThat(pauses).isSorted();
    assertThat(pauses.get(9)).isLessThanOrEqualTo(11 * SECOND);
    assertThat(versions.progress().step()).isEqualTo(1);
    assertThat(versions.progress().refused()).isEqualTo(10);
    assertThat(versions.progress().refusal()).isEqualTo("sha256 differs");
    badSteps.clear();
    assertThat(versions.installNewest(now + 20 * SECOND)).isNotNull();
    assertThat(versions.progress().step()).isEqualTo(2);
    assertThat(versions.progress().refusal()).isNull();
  }

  @Test
  void aNewerVersionDoesNotWaitForThePauseOfARefusedOne() {
    badSteps.add(1L);
    versions.announce(version(1, 1));
    versions.installNewest(0);
    versions.announce(version(1, 2));
    assertThat(versions.installNewest(0)).isNotNull();
    assertThat(attempts).containsExactly("1.1", "1.2");
  }

  @Test
  void aVersionAnnouncedDuringAnInstallationIsInstalledNext() {
    List<Long> installed = new ArrayList<>();
    VersionFollower[] following = new VersionFollower[1];
    following[0] =
        new VersionFollower(
            version -> {
              installed.add(version.step());
              following[0].announce(version(1, 2));
            });
    following[0].announce(version(1, 1));
    following[0].installNewest(0);
    following[0].installNewest(0);
    assertThat(installed).containsExactly(1L, 2L);
    assertThat(following[0].installNewest(0)).isNull();
  }
}
