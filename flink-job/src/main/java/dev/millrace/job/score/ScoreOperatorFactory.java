package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.ShardKeys;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** The maker of the operator of {@code score}, which may be chained to the room before it. */
final class ScoreOperatorFactory extends AbstractStreamOperatorFactory<ScoredGroup>
    implements OneInputStreamOperatorFactory<ReceivedGroup, ScoredGroup> {
  private final ScoreSettings settings;
  private final ShardKeys keys;
  private final VerifierSource source;

  ScoreOperatorFactory(ScoreSettings settings, ShardKeys keys, VerifierSource source) {
    this.settings = settings;
    this.keys = keys;
    this.source = source;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  // The caller asks for the type that getStreamOperatorClass names.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  @Override
  public <T extends StreamOperator<ScoredGroup>> T createStreamOperator(
      StreamOperatorParameters<ScoredGroup> parameters) {
    return (T) new ScoreOperator(parameters, settings, keys, source);
  }

  // The interface declares the raw type.
  @SuppressWarnings("rawtypes")
  @Override
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return ScoreOperator.class;
  }
}
