package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gets a value: a name, several, or an attribute of a namespace.
 *
 * @param names at least one
 * @param attribute of the only name; null when the name itself gets the value
 */
record Target(List<String> names, @Nullable String attribute) {
  static Target read(Words words) {
    List<String> names = new ArrayList<>();
    boolean bracket = words.take("(");
    names.add(words.name());
    if (words.take(".")) {
      return new Target(names, words.name());
    }
    while (words.take(",")) {
      names.add(words.name());
    }
    if (bracket) {
      words.require(")");
    }
    return new Target(names, null);
  }

  void set(Scope scope, Object value) {
    if (attribute != null) {
      if (!(scope.get(names.get(0)) instanceof Namespace namespace)) {
        throw new TemplateException("only attributes of a namespace can be set");
      }
      namespace.values().put(attribute, value);
    } else if (names.size() == 1) {
      scope.set(names.get(0), value);
    } else {
      List<Object> values = Values.items(value);
      if (values.size() != names.size()) {
        throw new TemplateException(values.size() + " values for " + names.size() + " names");
      }
      for (int i = 0; i < names.size(); i++) {
        scope.set(names.get(i), values.get(i));
      }
    }
  }
}
