package dev.millrace.server.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.server.access.Role;
import dev.millrace.server.access.Secret;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private final Redaction rules = Redaction.standard();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write to ada.lovelace+x@mail.example.org, please | write to [email], please",
        "müller@exämple.de | [email]",
        "call +49 (30) 1234-5678 now | call [phone] now",
        "+4930123456 or (212) 555-0142 | [phone] or [phone]",
        "212-555-0142. | [phone].",
        "card 4111 1111 1111 1111, exp 1/27 | card [card], exp 1/27",
        "4111111111111111 | [card]",
        "3782 822463 10005 | [card]",
        "key sk-abcdefghijklmnop1234567890 end | key [secret] end",
        "AKIAIOSFODNN7EXAMPLE | [secret]",
        "ghp_0123456789abcdefghij0123456789abcdef | [secret]",
        "Authorization: Bearer abc.def-ghi_jkl | Authorization: Bearer [secret]",
        "my password is hunter2hunter2 | my password is [secret]",
        "api_key = 'Zm9vYmFyYmF6' | api_key = '[secret]'",
        "d41d8cd98f00b204e9800998ecf8427e | [secret]",
      })
  void whatHasTheFormOfADatumIsReplaced(String text, String redacted) {
    assertThat(rules.redact(text)).isEqualTo(redacted);
    assertThat(rules.finds(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is 123456789 + 987654321?",
        "Use 3, 7, 25 and 50 to make 812.",
        "4111 1111 1111 1112 is no card",
        "12345678901234567890123 is long",
        "f(x) = x^2 - 3x + 2 at x = 2024-11-20",
        "a@b is an operator; @Override too",
        "the answer is -5 or +5",
        "internationalisation_of_the_password_field_in_forms",
        "https://example.org/a/very/long/path/with/words/only/and/one/1",
      })
  void whatHasNotIsLeftAlone(String text) {
    assertThat(rules.redact(text)).isEqualTo(text);
    assertThat(rules.finds(text)).isFalse();
  }

  @Test
  void aKeyOfThisServerIsASecret() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      String key = Secret.issue("app-1", Set.of(Role.INFER), random::nextBytes).key();
      assertThat(rules.redact("use " + key + " here")).isEqualTo("use [secret] here");
    }
  }

  /** Luhn's check digit, computed from the other side than the rule does. */
  @Property(seed = "42", tries = 300)
  void everyNumberWithTheRightCheckDigitIsACardAndNoOther(
      @ForAll @LongRange(min = 100_000_000_000_000L, max = 999_999_999_999_999L) long stem) {
    int sum = 0;
    String digits = Long.toString(stem);
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      sum += i % 2 == 0 ? Integer.toString(2 * digit).chars().map(c -> c - '0').sum() : digit;
    }
    int check = (10 - sum % 10) % 10;
    for (int last = 0; last < 10; last++) {
      assertThat(CardNumbers.isCard(digits + last)).isEqualTo(last == check);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1 ",
        "@",
        "a@",
        "+1",
        "-",
        "password is ",
        "eyJ",
        "-----BEGIN PRIVATE KEY-----"
      })
  void noTextTakesLong(String piece) {
    String hostile = piece.repeat(200_000 / piece.length());
    CompletableFuture<String> redacted = CompletableFuture.supplyAsync(() -> rules.redact(hostile));
    assertThatCode(() -> redacted.get(60, TimeUnit.SECONDS)).doesNotThrowAnyException();
  }

  @Test
  void rulesOfTheClassPathAreFound() {
    assertThat(rules.redact("the word is xyzzy-plugh")).isEqualTo("the word is [magic]");
  }

  /** A rule as a user would add it. */
  public static final class MagicWords implements Redactor {
    @Override
    public String redact(String text) {
      return text.replace("xyzzy-plugh", "[magic]");
    }
  }
}
