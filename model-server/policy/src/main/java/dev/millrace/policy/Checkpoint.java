package dev.millrace.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import dev.millrace.policy.safetensors.SafeTensorsFile;
import dev.millrace.policy.safetensors.SafeTensorsHeader;
import dev.millrace.policy.safetensors.StoredTensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The stored tensors of a policy directory: one safetensors file, or several with an index. */
final class Checkpoint implements Closeable {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** A tensor and the file that holds it. */
  record Located(SafeTensorsFile file, SafeTensorsHeader.Entry entry) {}

  private final Path source;
  private final List<SafeTensorsFile> files;
  private final Map<String, Located> tensors = new LinkedHashMap<>();

  private Checkpoint(Path source, List<SafeTensorsFile> files) {
    this.source = source;
    this.files = files;
    for (SafeTensorsFile file : files) {
      for (SafeTensorsHeader.Entry entry : file.header().entries().values()) {
        if (tensors.put(entry.name(), new Located(file, entry)) != null) {
          throw new InvalidWeightsException(
              file.path(), "tensor " + entry.name() + " is in another file too");
        }
      }
    }
  }

  /** Opens one weights file. */
  static Checkpoint ofFile(Path file) {
    return open(file, List.of(file));
  }

  /** Opens the weights of a directory. */
  static Checkpoint ofDirectory(Path directory) {
    Path single = directory.resolve(SINGLE);
    Path index = directory.resolve(INDEX);
    if (Files.isRegularFile(single) || !Files.isRegularFile(index)) {
      return ofFile(single);
    }
    Map<String, String> map = weightMap(index);
    List<Path> shards = new ArrayList<>();
    for (String name : new TreeSet<>(map.values())) {
      Path shard = Path.of(name);
      if (shard.getNameCount() != 1 || shard.isAbsolute() || name.startsWith("..")) {
        throw new InvalidWeightsException(index, "shard '" + name + "' is not a plain file name");
      }
      shards.add(directory.resolve(shard));
    }
    Checkpoint checkpoint = open(index, shards);
    map.forEach(
        (tensor, shard) -> {
          Located located = checkpoint.tensors.get(tensor);
          if (located == null || !located.file().path().endsWith(shard)) {
            checkpoint.close();
            throw new InvalidWeightsException(index, "tensor " + tensor + " is not in " + shard);
          }
        });
    return checkpoint;
  }

  /**
   * Finds every tensor of a layout, with its expected shape; tensors that the layout does not know
   * are refused, because leaving one out would change what the policy computes.
   */
  Map<String, Located> require(WeightLayout layout, boolean tiedHead) {
    Set<String> unknown = new HashSet<>(tensors.keySet());
    unknown.removeIf(name -> name.endsWith(".rotary_emb.inv_freq"));
    if (tiedHead) {
      unknown.remove("lm_head.weight");
    }
    for (WeightLayout.Parameter parameter : layout.parameters()) {
      for (StoredTensor tensor : parameter.tensors()) {
        unknown.remove(tensor.name());
        Located located = tensors.get(tensor.name());
        if (located == null) {
          throw new InvalidWeightsException(source, "tensor " + tensor.name() + " is missing");
        }
        if (!Arrays.equals(located.entry().shape(), tensor.shape())) {
          throw new InvalidWeightsException(
              located.file().path(),
              "tensor "
                  + tensor.name()
                  + ": shape "
                  + Arrays.toString(located.entry().shape())
                  + ", expected "
                  + Arrays.toString(tensor.shape()));
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new InvalidWeightsException(
          source, "tensor " + new TreeSet<>(unknown).first() + " is not part of this policy");
    }
    return tensors;
  }

  private static Checkpoint open(Path source, List<Path> paths) {
    List<SafeTensorsFile> files = new ArrayList<>();
    try {
      for (Path path : paths) {
        files.add(SafeTensorsFile.open(path));
      }
      return new Checkpoint(source, files);
    } catch (RuntimeException e) {
      files.forEach(SafeTensorsFile::close);
      throw e;
    }
  }

  private static Map<String, String> weightMap(Path index) {
    try {
      JsonNode json = new ObjectMapper().readTree(index.toFile());
      Map<String, String> map = new LinkedHashMap<>();
      json.path("weight_map")
          .properties()
          .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
      if (map.isEmpty()) {
        throw new InvalidWeightsException(index, "weight_map names no tensor");
      }
      return map;
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidWeightsException(index, "not JSON: " + line, e);
    }
  }

  @Override
  public void close() {
    files.forEach(SafeTensorsFile::close);
  }
}
