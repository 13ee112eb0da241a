package dev.millrace.server.chat.jinja;

import java.util.Map;

/**
 * The one kind of value that a template can change, to bring something out of a loop.
 *
 * @param values its attributes
 */
record Namespace(Map<String, Object> values) {}
