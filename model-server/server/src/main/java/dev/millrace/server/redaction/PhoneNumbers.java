package dev.millrace.server.redaction;

import java.util.regex.Pattern;

/**
 * Telephone numbers: international with a plus sign, of 8 to 15 digits (ITU-T E.164), and North
 * American with their separators. Other national forms look like any number.
 */
final class PhoneNumbers implements Redactor {
  private static final Pattern INTERNATIONAL =
      Pattern.compile("(?<![\\w+])\\+[1-9](?:[ .()/-]{0,2}\\d){7,14}(?!\\d)");
  private static final Pattern AMERICAN =
      Pattern.compile("(?<![\\w.-])(?:\\(\\d{3}\\) ?|\\d{3}([.-]))\\d{3}[.-]\\d{4}(?![\\w-])");

  @Override
  public String redact(String text) {
    String redacted = INTERNATIONAL.matcher(text).replaceAll("[phone]");
    return AMERICAN.matcher(redacted).replaceAll("[phone]");
  }
}
