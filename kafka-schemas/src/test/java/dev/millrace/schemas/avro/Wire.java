package dev.millrace.schemas.avro;

import java.util.function.Function;

/** Every codec under one shape, so that each test runs for all seven records. */
enum Wire {
  PROMPT("Prompt"),
  GROUP("ResponseGroup"),
  FEEDBACK("Feedback"),
  VERSION("WeightVersion"),
  STEP("StepRecord"),
  LETTER("DeadLetter"),
  DROPPED("DroppedGroup");

  /** A value and its bytes. */
  record Sample(Object value, byte[] bytes) {}

  final String recordName;

  Wire(String recordName) {
    this.recordName = recordName;
  }

  Sample sample(long seed) {
    TestObjects objects = new TestObjects(seed);
    return switch (this) {
      case PROMPT -> sample(objects.prompt(), PromptCodec::encode);
      case GROUP -> sample(objects.group(), ResponseGroupCodec::encode);
      case FEEDBACK -> sample(objects.feedback(), FeedbackCodec::encode);
      case VERSION -> sample(objects.version(), WeightVersionCodec::encode);
      case STEP -> sample(objects.step(), StepRecordCodec::encode);
      case LETTER -> sample(objects.letter(), DeadLetterCodec::encode);
      case DROPPED -> sample(objects.dropped(), DroppedGroupCodec::encode);
    };
  }

  private static <T> Sample sample(T value, Function<T, byte[]> encode) {
    return new Sample(value, encode.apply(value));
  }

  Object decode(byte[] bytes) throws MalformedRecordException {
    return switch (this) {
      case PROMPT -> PromptCodec.decode(bytes);
      case GROUP -> ResponseGroupCodec.decode(bytes);
      case FEEDBACK -> FeedbackCodec.decode(bytes);
      case VERSION -> WeightVersionCodec.decode(bytes);
      case STEP -> StepRecordCodec.decode(bytes);
      case LETTER -> DeadLetterCodec.decode(bytes);
      case DROPPED -> DroppedGroupCodec.decode(bytes);
    };
  }
}
