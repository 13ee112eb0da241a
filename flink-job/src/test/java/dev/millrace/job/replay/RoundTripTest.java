package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripTest {
  @Test
  void firstGroupOfTheNewestVersionIsMeasuredWithoutItsSampling() {
    RoundTrip trip = new RoundTrip();
    trip.published(1, 4, 1000);
    assertThat(trip.arrived(1, 3, 5, 1030)).isEmpty();
    assertThat(trip.arrived(1, 4, 5, 1030)).hasValue(25); // 1030 - 1000 - 5
    assertThat(trip.arrived(1, 4, 5, 1040)).isEmpty();
    trip.published(1, 5, 1050);
    assertThat(trip.arrived(1, 5, 5, 1050)).hasValue(0);
  }
}
