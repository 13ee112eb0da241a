package dev.millrace.server.chat.jinja;

/**
 * What a name stands for that nobody has given a value.
 *
 * @param name for messages
 */
record Undefined(String name) {}
