package dev.millrace.symja;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.matheclipse.core.eval.EvalEngine;
import org.matheclipse.core.expression.F;
import org.matheclipse.core.form.tex.TeXParser;
import org.matheclipse.core.interfaces.IExpr;

/** Symja, asked one question at a time: whether two formulas are the same. */
final class Algebra {
  private static final int RECURSIONS = 256;
  private static final int ITERATIONS = 1_000;
  private static final int SECONDS = 2;

  /** One engine a thread: it is bound to the thread that evaluates. */
  private final ThreadLocal<EvalEngine> engines;

  Algebra() {
    F.initSymbols();
    engines = ThreadLocal.withInitial(Algebra::engine);
    // The rules of integration are loaded by the first integral, outside of any answer's time.
    EvalEngine engine = engines.get();
    EvalEngine.set(engine);
    engine.evaluate(F.Integrate(F.Sqr(F.x), F.List(F.x, F.C0, F.C1)));
    EvalEngine.remove();
  }

  private static EvalEngine engine() {
    // It would write its complaints about answers to the streams of the job.
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    EvalEngine engine = new EvalEngine("", RECURSIONS, ITERATIONS, nowhere, nowhere, true);
    engine.setRecursionLimit(RECURSIONS);
    engine.setIterationLimit(ITERATIONS);
    return engine;
  }

  /**
   * Whether both are formulas that may be evaluated, and their difference is surely zero.
   *
   * @throws UndecidedException when there was no decision in time, which says nothing
   */
  boolean isZeroDifference(String reference, String answer) {
    EvalEngine engine = engines.get();
    EvalEngine.set(engine);
    try {
      Optional<IExpr> expected = formula(reference);
      Optional<IExpr> given = expected.isEmpty() ? Optional.empty() : formula(answer);
      return given.isPresent() && isZero(engine, F.Subtract(expected.get(), given.get()));
    } catch (UndecidedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return false; // what cannot be computed is not surely equal
    } finally {
      EvalEngine.remove();
    }
  }

  private static boolean isZero(EvalEngine engine, IExpr difference) {
    IExpr asked = F.PossibleZeroQ(F.Simplify(difference));
    IExpr decision = engine.evaluate(F.TimeConstrained(asked, F.ZZ(SECONDS), F.Null));
    if (decision.equals(F.Null)) {
      throw new UndecidedException("no decision by algebra within " + SECONDS + " s");
    }
    return decision.isTrue();
  }

  private static Optional<IExpr> formula(String answer) {
    return TexNotation.of(answer)
        .map(tex -> new TeXParser().parse(tex))
        .filter(PermittedTree::isPermitted);
  }
}
