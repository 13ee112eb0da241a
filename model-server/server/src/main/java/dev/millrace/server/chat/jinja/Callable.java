package dev.millrace.server.chat.jinja;

import java.util.List;
import java.util.Map;

/** Something that a template can call. */
interface Callable {
  Object call(List<Object> arguments, Map<String, Object> named);
}
