package dev.millrace.server.redaction;

import java.util.regex.Pattern;

/** Addresses of electronic mail. */
final class EmailAddresses implements Redactor {
  // Lengths are those of RFC 5321; bounded, so that no text takes long.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@"
              + "(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,62})\\.){1,8}\\p{L}{2,24}");

  @Override
  public String redact(String text) {
    return text.indexOf('@') < 0 ? text : ADDRESS.matcher(text).replaceAll("[email]");
  }
}
