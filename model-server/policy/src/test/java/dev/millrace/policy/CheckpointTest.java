package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import dev.millrace.policy.safetensors.StoredTensor;
import dev.millrace.policy.safetensors.StoredType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  /** Writes all tensors of a policy in one number format; small numbers of it are exact in all. */
  private static void write(Path file, Policy policy, StoredType type, int from, int to)
      throws IOException {
    List<WeightLayout.Parameter> parameters = WeightLayout.of(policy.config()).parameters();
    ByteBuffer data = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    ObjectNode header = JSON.createObjectNode();
    for (int i = from; i < to; i++) {
      float[] values = policy.parameters().get(i).toFloatArray();
      int next = 0;
      for (StoredTensor tensor : parameters.get(i).tensors()) {
        ObjectNode entry = header.putObject(tensor.name()).put("dtype", type.name());
        var shape = entry.putArray("shape");
        for (long size : tensor.shape()) {
          shape.add(size);
        }
        int begin = data.position();
        for (long v = 0; v < tensor.values(); v++) {
          put(data, type, values[next++]);
        }
        entry.putArray("data_offsets").add(begin).add(data.position());
      }
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.position()).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).put(data.flip()).array());
  }

  private static void put(ByteBuffer data, StoredType type, float value) {
    switch (type) {
      case F32 -> data.putFloat(value);
      case BF16 -> data.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      case F16 -> data.putShort(half(value));
    }
  }

  /** Half precision of a multiple of 2^-6 below 8, which has it exactly. */
  private static short half(float value) {
    short sign = (short) (Float.floatToRawIntBits(value) >>> 16 & 0x8000);
    if (value == 0) {
      return sign;
    }
    int exponent = Math.getExponent(value);
    int fraction = (int) ((Math.abs(value) / Math.scalb(1f, exponent) - 1) * 1024);
    return (short) (sign | ((exponent + 15) << 10) | fraction);
  }

  /** A policy whose values are multiples of 1/64 with few bits. */
  private static Policy rounded() {
    Policy policy = TestObjects.policy(TestObjects.llama(), 3);
    for (NDArray parameter : policy.parameters()) {
      try (NDArray rounded = parameter.mul(64).round().div(64)) {
        rounded.copyTo(parameter);
      }
    }
    return policy;
  }

  private static void assertEqual(Policy actual, Policy expected) {
    for (int i = 0; i < expected.parameters().size(); i++) {
      assertThat(actual.parameters().get(i).toFloatArray())
          .isEqualTo(expected.parameters().get(i).toFloatArray());
    }
  }

  @ParameterizedTest
  @EnumSource(StoredType.class)
  void weightsOfEveryNumberFormatLoad(StoredType type) throws IOException {
    try (Policy policy = rounded()) {
      policy.config().write(directory);
      write(directory.resolve("model.safetensors"), policy, type, 0, policy.parameters().size());
      try (Policy loaded = Policy.load(directory, Device.cpu())) {
        assertEqual(loaded, policy);
      }
    }
  }

  @Test
  void shardsWithAnIndexLoadLikeOneFile() throws IOException {
    try (Policy policy = rounded()) {
      writeShards(policy);
      try (Policy loaded = Policy.load(directory, Device.cpu())) {
        assertEqual(loaded, policy);
      }
    }
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    try (Policy policy = rounded()) {
      writeShards(policy);
    }
    Files.delete(directory.resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> Policy.load(directory, Device.cpu()))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("model-00002-of-00002.safetensors")
        .hasMessageContaining("no such file");
  }

  @Test
  void anIndexThatLeavesTheDirectoryIsRefused() throws IOException {
    TestObjects.llama().write(directory);
    Files.writeString(
        directory.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"a\": \"../elsewhere.safetensors\"}}");
    assertThatThrownBy(() -> Policy.load(directory, Device.cpu()))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("not a plain file name");
  }

  @Test
  void aTensorThatThePolicyDoesNotHaveIsRefused() throws IOException {
    PolicyConfig biased = TestObjects.config(Family.LLAMA, 16, 4, 2, 4, true, false);
    try (Policy policy = TestObjects.policy(biased, 1)) {
      policy.writeWeights(directory.resolve("model.safetensors"), false);
    }
    TestObjects.llama().write(directory);
    assertThatThrownBy(() -> Policy.load(directory, Device.cpu()))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("self_attn.k_proj.bias is not part of this policy");
  }

  private void writeShards(Policy policy) throws IOException {
    policy.config().write(directory);
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    List<WeightLayout.Parameter> parameters = WeightLayout.of(policy.config()).parameters();
    int half = parameters.size() / 2;
    for (int i = 0; i < parameters.size(); i++) {
      for (StoredTensor tensor : parameters.get(i).tensors()) {
        map.put(tensor.name(), shard(i < half ? 1 : 2));
      }
    }
    write(directory.resolve(shard(1)), policy, StoredType.F32, 0, half);
    write(directory.resolve(shard(2)), policy, StoredType.F32, half, parameters.size());
    Files.writeString(directory.resolve("model.safetensors.index.json"), index.toString());
  }

  private static String shard(int number) {
    return "model-0000" + number + "-of-00002.safetensors";
  }
}
