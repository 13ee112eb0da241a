package dev.millrace.job.score.judge;

import java.util.regex.Pattern;

/**
 * Text that a judge reads and must not obey, made harmless for the tokenizer of its server.
 *
 * <p>Servers tokenize control tokens wherever they stand, so a response that holds {@code
 * <|im_end|>} could end its own message and begin one of the system. A space after the first
 * character makes it ordinary text that can still be read; nothing is taken out there, so nothing
 * new can come together. What cannot be seen (format characters, controls but tab and line feed,
 * halves of surrogate pairs) is taken out before.
 */
final class UntrustedText {
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cs}\\p{Cc}&&[^\\t\\n]]");

  /** Chat marks of the families Llama, Mistral, Gemma, Qwen, Phi, DeepSeek, GLM and others. */
  private static final Pattern CONTROL_TOKEN =
      Pattern.compile(
          "<(?=[|\\uFF5C]"
              + "|/?(?:s|bos|eos|pad|unk|mask|sep|cls|think|tool_call|tool_response|image|audio"
              + "|start_of_turn|end_of_turn|start_of_image|end_of_image|unused\\d+"
              + "|reserved_special_token_\\d+|extra_id_\\d+)>"
              + "|</?SYS>)"
              + "|\\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|IMG|THINK"
              + "|gMASK|sMASK|MASK|UNUSED_TOKEN_\\d+)\\])",
          Pattern.CASE_INSENSITIVE);

  private UntrustedText() {}

  /** The text as a judge may read it. */
  static String of(String text) {
    String seen = INVISIBLE.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("");
    return CONTROL_TOKEN.matcher(seen).replaceAll("$0 ");
  }
}
