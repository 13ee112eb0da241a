package dev.millrace.schemas;

/**
 * What one source said of a response, by one metric.
 *
 * @param metric what was judged, such as {@code thumbs}
 * @param value the judgement
 * @param timeMillis when it was given, epoch milliseconds; event time
 * @param source who gave it: a user, a tenant, a service
 */
public record Vote(String metric, double value, long timeMillis, String source) {}
