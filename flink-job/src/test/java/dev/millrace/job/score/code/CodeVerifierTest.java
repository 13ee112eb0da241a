package dev.millrace.job.score.code;

import static dev.millrace.job.score.code.Sandboxes.correct;
import static dev.millrace.job.score.code.Sandboxes.prompt;
import static dev.millrace.job.score.code.Sandboxes.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeVerifierTest {
  private static final CodeVerifier CODE =
      new CodeVerifier(settings("languages", "sh=/bin/sh program"));

  @BeforeAll
  static void host() {
    Sandboxes.assumeNamespaces();
  }

  @AfterAll
  static void end() {
    CODE.close();
  }

  @Test
  void programThatAnswersRightIsRight() {
    var adds = prompt("assert add(2, 3) == 5\nassert add(-1, 1) == 0");
    assertThat(correct(CODE, adds, "def add(a, b):\n    return a + b\n")).isEqualTo(1);
    assertThat(correct(CODE, adds, "def add(a, b):\n    return a - b\n")).isZero();
  }

  @Test
  void programThatCannotBeLoadedHasNoFormat() {
    var adds = prompt("assert add(2, 3) == 5");
    assertThat(CODE.score(adds, "def add(a, b:")).containsEntry(Verifier.FORMAT, 0f);
    assertThat(CODE.score(adds, "raise ValueError()")).containsEntry(Verifier.FORMAT, 0f);
    assertThat(CODE.score(adds, "def add(a, b): return 0"))
        .containsEntry(Verifier.FORMAT, 1f)
        .containsEntry(Verifier.CORRECT, 0f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "None",
        "True",
        "-7",
        "2**200",
        "0.1",
        "float('inf')",
        "'é\\ud800\\U0001F600'",
        "b'\\x00x'",
        "[1, [2]]",
        "(1, (2,))",
        "{'a': 1, 2: (3,)}",
        "{1, 2}",
        "frozenset({1})",
        "1j",
        "range(3)"
      })
  void plainValuesPassBothWaysAsTheyAre(String value) {
    var same = prompt("v = " + value + "\nr = f(v)\nassert r == v and type(r) is type(v)");
    assertThat(correct(CODE, same, "def f(x): return x")).isEqualTo(1);
  }

  @Test
  void iteratorsAndNamedTuplesAreReadAsTheTestsWouldReadThem() {
    var tests = prompt("assert list(f(3)) == [0, 1, 2]\nassert g() == (1, 2)");
    String program =
        """
        import collections
        P = collections.namedtuple('P', 'a b')
        def f(n): yield from range(n)
        def g(): return P(1, 2)
        """;
    assertThat(correct(CODE, tests, program)).isEqualTo(1);
  }

  @Test
  void exceptionsOfTheProgramArriveByTheirName() {
    var tests =
        prompt("try:\n    f()\nexcept ValueError as e:\n    assert str(e) == 'no'\nelse:\n    1/0");
    assertThat(correct(CODE, tests, "def f(): raise ValueError('no')")).isEqualTo(1);
    assertThat(correct(CODE, tests, "def f(): raise KeyError('no')")).isZero();
  }

  @Test
  void helpersOfTheTestsComeFromThePromptAndNotFromTheProgram() {
    var tests =
        prompt(
            "assert helper(f(2)) == 5",
            "preamble",
            "def helper(x):\n    return x + 1\n\n",
            "entry-point",
            "f");
    assertThat(correct(CODE, tests, "def f(x): return helper(x) + 1")).isEqualTo(1);
    assertThat(correct(CODE, tests, "def f(x): return x")).isZero();
    assertThat(correct(CODE, tests, "def helper(x): return 5\ndef f(x): return 0")).isZero();
  }

  @Test
  void completionGoesOnWhereThePreambleEnds() {
    var tests =
        prompt(
            "assert f(2) == 4",
            "entry-point",
            "f",
            "preamble",
            "def f(x):\n    'Twice x.'\n",
            "response",
            "completion",
            "stop",
            "def,assert");
    assertThat(correct(CODE, tests, "    return x * 2\n\nassert False\n")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"python3,'print(int(input()) * 2)'", "sh,'read x; echo $((x * 2))'"})
  void programOfAnyLanguageIsJudgedByWhatItPrints(String language, String program) {
    var cases =
        prompt(
            "[{\"input\": \"2\\n\", \"output\": \"4\"}, {\"input\": \"5\\n\", \"output\": \"10\"}]",
            "style",
            "io",
            "language",
            language);
    assertThat(correct(CODE, cases, program)).isEqualTo(1);
    assertThat(correct(CODE, cases, program.replace("2", "3"))).isZero();
    assertThat(correct(CODE, cases, program + "\nexit(1)")).isZero();
  }

  @Test
  void programLeavesNothingForTheNextOne() {
    var tests = prompt("assert f() is False");
    String looks =
        """
        import os, random
        def f():
            seen = os.path.exists('/tmp/x') or hasattr(random, 'mark')
            open('/tmp/x', 'w').close()
            random.mark = 1
            return seen
        """;
    for (int i = 0; i < 3; i++) {
      assertThat(correct(CODE, tests, looks)).isEqualTo(1);
    }
  }

  @Test
  void promptThatCannotBeJudgedIsUnscoredAndSaysWhy() {
    assertThatThrownBy(() -> CODE.score(prompt("assert ("), "x = 1"))
        .hasMessageContaining("p1")
        .hasMessageContaining("tests");
    assertThatThrownBy(() -> CODE.score(prompt("", "language", "cobol"), ""))
        .hasMessageContaining("parameter language")
        .hasMessageContaining("cobol");
    assertThatThrownBy(() -> CODE.score(prompt("", "entrypoint", "f"), ""))
        .hasMessageContaining("parameter entrypoint");
    assertThatThrownBy(() -> CODE.score(prompt("f()", "preamble", "x = 1"), ""))
        .hasMessageContaining("parameter entry-point");
    assertThatThrownBy(() -> CODE.score(prompt("{}", "style", "io"), ""))
        .hasMessageContaining("reference");
  }

  @Test
  void sandboxThatIsGoneIsReplaced() {
    var tests = prompt("assert f() == 1");
    assertThat(correct(CODE, tests, "def f(): return 1")).isEqualTo(1);
    CODE.close();
    assertThat(correct(CODE, tests, "def f(): return 1")).isEqualTo(1);
  }
}
