package dev.millrace.server.chat.jinja;

import java.util.List;

/** A part of a template that writes text. */
interface Statement {
  /** What the statements around it do next. */
  enum Next {
    GO_ON,
    BREAK,
    CONTINUE
  }

  Next run(Scope scope, TextBuilder out);

  /** One after the other. */
  static Statement all(List<Statement> statements) {
    List<Statement> each = List.copyOf(statements);
    return (scope, out) -> {
      for (Statement statement : each) {
        scope.budget().step();
        Next next = statement.run(scope, out);
        scope.budget().written(out.length());
        if (next != Next.GO_ON) {
          return next;
        }
      }
      return Next.GO_ON;
    };
  }
}
