package dev.millrace.schemas.avro;

import dev.millrace.schemas.Canary;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.GroupExtras;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseExtras;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.Vote;
import dev.millrace.schemas.WeightVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Records with every field drawn from a seed. */
final class TestObjects {
  private final Random random;

  TestObjects(long seed) {
    this.random = new Random(seed);
  }

  Prompt prompt() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      parameters.put("p" + i, text());
    }
    return new Prompt(
        "p" + text(), text(), text(), integers(), text(), text(), parameters, random.nextLong());
  }

  ResponseGroup group() {
    return new ResponseGroup(
        "g" + text(),
        prompt(),
        new int[] {1, random.nextInt()},
        IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> response()).toList(),
        new Sampling(random.nextFloat(), 1, random.nextInt(100), 64, random.nextLong()),
        text(),
        text(),
        random.nextLong(),
        random.nextLong(),
        random.nextBoolean() ? null : groupExtras());
  }

  private Response response() {
    int[] tokens = integers();
    int cut = random.nextInt(tokens.length + 1);
    return new Response(
        text(),
        tokens,
        reals(tokens.length),
        List.of(new VersionSpan(1, 2, 0, cut), new VersionSpan(1, 3, cut, tokens.length)),
        anyOf(FinishReason.values()),
        text(),
        random.nextBoolean() ? null : responseExtras(),
        IntStream.range(0, random.nextInt(3)).mapToObj(i -> vote()).toList());
  }

  private Vote vote() {
    return new Vote(text(), random.nextGaussian(), random.nextLong(), text());
  }

  Feedback feedback() {
    Map<String, String> tags = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      tags.put("t" + i, text());
    }
    return new Feedback(text(), vote(), tags);
  }

  private ResponseExtras responseExtras() {
    return new ResponseExtras(
        random.nextBoolean() ? null : bytes(),
        random.nextBoolean() ? null : integers(),
        random.nextBoolean() ? null : random.nextInt(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : bytes(),
        random.nextBoolean() ? null : random.nextFloat(),
        random.nextBoolean() ? null : reals(3),
        random.nextBoolean() ? null : reals(3),
        random.nextBoolean() ? null : integers());
  }

  private GroupExtras groupExtras() {
    return new GroupExtras(
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : random.nextInt(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text(),
        random.nextBoolean() ? null : text());
  }

  WeightVersion version() {
    return new WeightVersion(
        text(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        text(),
        text(),
        random.nextLong(),
        random.nextLong(),
        random.longs(random.nextInt(5)).toArray(),
        random.nextBoolean() ? null : new Canary(new int[] {3, 4, 5}, reals(2)),
        random.nextBoolean());
  }

  StepRecord step() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metrics.put("m" + i, random.nextGaussian());
    }
    return new StepRecord(
        random.nextLong(),
        random.nextLong(),
        text(),
        IntStream.range(0, random.nextInt(4)).mapToObj(i -> slot()).toList(),
        text(),
        text(),
        text(),
        text(),
        random.nextInt(),
        text(),
        metrics,
        1,
        random.nextLong(),
        random.nextLong());
  }

  private SlotRecord slot() {
    int responses = random.nextInt(5);
    Map<String, float[]> channels = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      channels.put("c" + random.nextInt(100), reals(responses));
    }
    return new SlotRecord(
        anyOf(SlotKind.values()),
        text(),
        text(),
        random.nextInt(),
        random.nextLong(),
        random.nextInt(),
        random.nextInt(),
        reals(responses),
        channels);
  }

  DeadLetter letter() {
    return new DeadLetter(
        text(),
        random.nextInt(),
        random.nextLong(),
        random.nextLong(),
        bytes(),
        bytes(),
        text(),
        text(),
        text(),
        random.nextLong());
  }

  DroppedGroup dropped() {
    return new DroppedGroup(
        text(),
        text(),
        anyOf(DropReason.values()),
        text(),
        random.nextInt(),
        random.nextLong(),
        random.nextLong());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
      // Half a surrogate pair is not a character and has no UTF-8 form.
      text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? 0xFFFD : codePoint);
    }
    return text.toString();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(9)];
    random.nextBytes(bytes);
    return bytes;
  }

  private int[] integers() {
    return random.ints(random.nextInt(9)).toArray();
  }

  private float[] reals(int count) {
    float[] reals = new float[count];
    for (int i = 0; i < count; i++) {
      reals[i] = (float) random.nextGaussian();
    }
    return reals;
  }

  private <T> T anyOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
