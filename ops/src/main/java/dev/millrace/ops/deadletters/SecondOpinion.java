package dev.millrace.ops.deadletters;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.FeedbackCodec;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Topics;

/** What this version of the contracts says of the bytes of a letter. */
final class SecondOpinion {
  private SecondOpinion() {}

  static String of(DeadLetter letter, Topics topics) {
    try {
      if (letter.topic().equals(topics.prompts())) {
        return "a prompt: " + PromptCodec.decode(letter.value()).promptId();
      }
      if (letter.topic().equals(topics.feedback())) {
        return "feedback on response " + FeedbackCodec.decode(letter.value()).responseId();
      }
      ResponseGroup group = ResponseGroupCodec.decode(letter.value());
      return "a group: "
          + group.groupId()
          + " with "
          + group.responses().size()
          + " responses to prompt "
          + group.prompt().promptId()
          + "; what the job checks beyond the contract is not checked here";
    } catch (MalformedRecordException e) {
      return "malformed: " + e.getMessage();
    }
  }
}
