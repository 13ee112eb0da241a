package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnRecordsTest {
  @ParameterizedTest
  @ValueSource(classes = {MicroBatch.class, StepResult.class, LearnerState.class})
  void whatFlowsAndWhatIsStoredNeedsNoKryo(Class<?> record) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(record);
  }
}
