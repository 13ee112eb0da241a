package dev.millrace.server.weights;

import static dev.millrace.server.TestObjects.policy;
import static dev.millrace.server.TestObjects.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Canary;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWeightsTest {
  private static final int[] TEXT = {1, 5, 3, 7};

  @TempDir Path directory;
  private Path prefix;
  private Policy serving;
  private Policy trained;
  private PolicyWeights weights;
  private WeightsFile file;

  @BeforeEach
  void servingAndTrained() throws IOException {
    Torch.enterThread();
    prefix = Files.createDirectory(directory.resolve("weights"));
    serving = policy(1);
    trained = policy(2);
    weights = new PolicyWeights(serving, 1, prefix);
    file = trained.writeWeights(prefix.resolve("1.safetensors"), false);
  }

  @AfterEach
  void close() {
    serving.close();
    trained.close();
  }

  @Test
  void aGoodVersionServes() throws Exception {
    weights.install(versionOf(file, canaryOf(trained)));
    assertThat(logProbs(serving)).isEqualTo(logProbs(trained));
  }

  @Test
  void aUriWithASchemeIsAFileToo() throws Exception {
    weights.install(version(file.path().toUri().toString(), file.sha256(), file.bytes(), null, 0));
    assertThat(logProbs(serving)).isEqualTo(logProbs(trained));
  }

  @Test
  void anyFlippedByteIsRefused() throws Exception {
    byte[] good = Files.readAllBytes(file.path());
    WeightVersion version = versionOf(file, null);
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file.path(), bad);
      refused(version, "sha256");
    }
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    WeightVersion version = versionOf(file, null);
    byte[] good = Files.readAllBytes(file.path());
    for (int length : new int[] {0, 7, 8, good.length / 2, good.length - 1}) {
      Files.write(file.path(), Arrays.copyOf(good, length));
      refused(version, length + " bytes, the version says " + good.length);
    }
  }

  @Test
  void aMissingFileIsRefused() throws Exception {
    Files.delete(file.path());
    refused(versionOf(file, null), "cannot be read");
  }

  @Test
  void aFileWithTheRightDigestAndAValueThatIsNotFiniteIsRefused() throws Exception {
    NDArray last = trained.parameters().get(trained.parameters().size() - 1);
    try (NDArray poison = last.mul(Float.NaN)) {
      poison.copyTo(last);
    }
    refused(versionOf(trained.writeWeights(file.path(), false), null), "finite");
  }

  @Test
  void aFileThatIsNotOfThisPolicyIsRefused() throws Exception {
    Files.write(file.path(), new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
    refused(
        version(
            file.path().toString(),
            WeightsFile.digest(file.path()),
            Files.size(file.path()),
            null,
            0),
        "");
  }

  @Test
  void otherWeightsThanTheCanarySawAreRefusedAndTheOldOnesComeBack() {
    Canary foreign = canaryOf(serving);
    refused(versionOf(file, foreign), "canary log-prob");
  }

  @Test
  void aCanaryThatIsNoTextOfThisPolicyIsRefused() {
    refused(versionOf(file, new Canary(new int[] {1, 99}, new float[] {-1})), "canary");
    refused(versionOf(file, new Canary(new int[] {1, -1}, new float[] {-1})), "canary");
    refused(versionOf(file, new Canary(new int[40], new float[39])), "canary");
  }

  @Test
  void aCanaryThatIsNotANumberIsRefused() {
    refused(
        versionOf(file, new Canary(new int[] {1, 5}, new float[] {Float.NaN})),
        "canary log-prob 0");
  }

  @Test
  void aFileOutsideThePrefixIsRefused() throws Exception {
    Path outside = directory.resolve("outside.safetensors");
    Files.copy(file.path(), outside);
    refused(at(outside.toString()), "does not lie under");
    refused(at(outside.toUri().toString()), "does not lie under");
    refused(at(prefix + "/../outside.safetensors"), "does not lie under");
  }

  @Test
  void aLinkOutOfThePrefixIsRefused() throws Exception {
    Path outside = directory.resolve("outside.safetensors");
    Files.copy(file.path(), outside);
    Path link = Files.createSymbolicLink(prefix.resolve("link.safetensors"), outside);
    refused(at(link.toString()), "does not lie under");
  }

  @Test
  void whatIsNotAFileIsRefused() {
    refused(at("http://127.0.0.1/1.safetensors"), "not a file");
    refused(at("jar:file:/a.jar!/b"), "not a file");
    refused(at("relative/1.safetensors"), "not a file");
    refused(at("file://host/1.safetensors"), "not a file");
    refused(at("file:relative"), "not a file");
    refused(at("\0"), "not a file");
    refused(at("/\0"), "not a file");
  }

  @Test
  void aVersionOfAnotherNumberOfShardsIsRefused() {
    refused(
        version(file.path().toString(), file.sha256(), file.bytes(), null, 0, 0),
        "2 consumed offsets for 1 shards");
  }

  @Test
  void installingLeavesNoArraysBehind() throws Exception {
    WeightVersion version = versionOf(file, canaryOf(trained));
    weights.install(version);
    int before = serving.manager().getManagedArrays().size();
    for (int i = 0; i < 20; i++) {
      weights.install(version);
    }
    assertThat(serving.manager().getManagedArrays()).hasSize(before);
  }

  private WeightVersion at(String uri) {
    return version(uri, file.sha256(), file.bytes(), null, 0);
  }

  private static WeightVersion versionOf(WeightsFile file, Canary canary) {
    return version(file.path().toString(), file.sha256(), file.bytes(), canary, 0);
  }

  private static Canary canaryOf(Policy policy) {
    return new Canary(TEXT, logProbs(policy));
  }

  private void refused(WeightVersion version, String because) {
    float[] before = logProbs(serving);
    assertThatThrownBy(() -> weights.install(version))
        .isInstanceOf(RefusedVersionException.class)
        .hasMessageContaining(because);
    assertThat(logProbs(serving)).isEqualTo(before);
  }

  private static float[] logProbs(Policy policy) {
    try (NDManager scope = policy.manager().newSubManager()) {
      int length = TEXT.length - 1;
      long[] inputs = new long[length];
      long[] targets = new long[length];
      for (int i = 0; i < length; i++) {
        inputs[i] = TEXT[i];
        targets[i] = TEXT[i + 1];
      }
      Shape shape = new Shape(1, length);
      NDArray logits = policy.head(policy.hidden(scope.create(inputs, shape)));
      return LogProbs.ofTokens(
              LogProbs.logSoftmax(logits, scope.create(1f)), scope.create(targets, shape))
          .toFloatArray();
    }
  }
}
