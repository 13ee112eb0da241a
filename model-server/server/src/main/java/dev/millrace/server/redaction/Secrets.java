package dev.millrace.server.redaction;

import java.util.regex.Pattern;

/**
 * What opens something: keys of well-known forms, this server's among them, private keys, tokens,
 * whatever stands behind a word such as password, and long texts of letters and digits at random.
 */
final class Secrets implements Redactor {
  private static final String PLACEHOLDER = "[secret]";

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\\s\\S]{0,8192}?"
              + "(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)");

  private static final Pattern KNOWN =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:"
              + "mr-[A-Za-z0-9][A-Za-z0-9._-]{0,63}-[A-Za-z0-9_-]{40,64}"
              + "|(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,256}"
              + "|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"
              + "|glpat-[A-Za-z0-9_-]{16,64}|hf_[A-Za-z0-9]{20,64}"
              + "|A(?:KI|SI)A[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,64}"
              + "|xox[abeprs]-[A-Za-z0-9-]{10,255}"
              + "|eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,8192}(?:\\.[A-Za-z0-9_-]{0,4096})?"
              + ")");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(\\b(?:bearer\\s|(?:api[ _-]?key|secret|passw(?:or)?d|passphrase|access[ _-]?token"
              + "|auth[ _-]?token)\\s{0,4}(?:is\\s|[:=]))\\s{0,4}[\"'`]?)(?!\\[)[^\\s\"'`]{8,512}");

  /** Runs that may be a key; {@link #isRandom} decides. */
  private static final Pattern RUN =
      Pattern.compile("(?<![A-Za-z0-9_+/-])[A-Za-z0-9_+/-]{32,512}+");

  @Override
  public String redact(String text) {
    String redacted = PRIVATE_KEY.matcher(text).replaceAll(PLACEHOLDER);
    redacted = KNOWN.matcher(redacted).replaceAll(PLACEHOLDER);
    redacted = NAMED.matcher(redacted).replaceAll("$1" + PLACEHOLDER);
    return RUN.matcher(redacted)
        .replaceAll(found -> isRandom(found.group()) ? PLACEHOLDER : found.group());
  }

  /**
   * Whether a run looks drawn and not written: it changes between letters and digits at least as
   * often as once in ten characters, as words with numbers seldom do.
   */
  private static boolean isRandom(String run) {
    int changes = 0;
    for (int i = 1; i < run.length(); i++) {
      char before = run.charAt(i - 1);
      char here = run.charAt(i);
      if (Character.isLetterOrDigit(before)
          && Character.isLetterOrDigit(here)
          && Character.isDigit(before) != Character.isDigit(here)) {
        changes++;
      }
    }
    return changes * 10 >= run.length();
  }
}
