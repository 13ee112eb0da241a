package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** The maker of the learner's operator, which may be chained to the room before it. */
final class LearnOperatorFactory extends AbstractStreamOperatorFactory<StepResult>
    implements OneInputStreamOperatorFactory<MicroBatch, StepResult> {
  private final LearnSettings settings;

  LearnOperatorFactory(LearnSettings settings) {
    this.settings = settings;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  // The caller asks for the type that getStreamOperatorClass names.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  @Override
  public <T extends StreamOperator<StepResult>> T createStreamOperator(
      StreamOperatorParameters<StepResult> parameters) {
    return (T) new LearnOperator(parameters, settings);
  }

  // The interface declares the raw type.
  @SuppressWarnings("rawtypes")
  @Override
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return LearnOperator.class;
  }
}
