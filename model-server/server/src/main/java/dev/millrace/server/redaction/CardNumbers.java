package dev.millrace.server.redaction;

import java.util.regex.Pattern;

/**
 * Numbers of payment cards: 13 to 19 digits in a row, or in the groups that are embossed on cards,
 * whose last digit is right by Luhn's formula (ISO/IEC 7812-1).
 */
final class CardNumbers implements Redactor {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<!\\d)(?:\\d{13,19}"
              + "|\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?"
              + "|\\d{4}([ -])\\d{6}\\2\\d{4,5})(?!\\d)");

  @Override
  public String redact(String text) {
    return NUMBER
        .matcher(text)
        .replaceAll(found -> isCard(found.group()) ? "[card]" : found.group());
  }

  /**
   * Every second digit from the right counts twice, as the sum of its digits; the sum is 0 mod 10.
   */
  static boolean isCard(String number) {
    int sum = 0;
    int place = 0;
    for (int i = number.length() - 1; i >= 0; i--) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9') {
        int digit = c - '0';
        int counted = place % 2 == 1 ? 2 * digit : digit;
        sum += counted > 9 ? counted - 9 : counted;
        place++;
      }
    }
    return sum % 10 == 0 && sum > 0;
  }
}
