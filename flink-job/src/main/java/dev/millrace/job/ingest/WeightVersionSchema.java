package dev.millrace.job.ingest;

import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.WeightVersionCodec;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads weight versions. One that cannot be read is counted and passed over: a later version says
 * all that it could have said.
 */
final class WeightVersionSchema implements KafkaRecordDeserializationSchema<WeightVersion> {
  private static final Logger LOG = LoggerFactory.getLogger(WeightVersionSchema.class);

  private transient @Nullable Counter malformed;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    malformed = context.getMetricGroup().addGroup("millrace").counter("versions_malformed_total");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<WeightVersion> out) {
    if (record.value() == null) {
      return; // A tombstone of the compacted topic.
    }
    try {
      out.collect(WeightVersionCodec.decode(record.value()));
    } catch (MalformedRecordException e) {
      if (malformed != null) {
        malformed.inc();
      }
      LOG.warn(
          "no weight version at {}-{}, offset {}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  @Override
  public TypeInformation<WeightVersion> getProducedType() {
    return TypeInformation.of(WeightVersion.class);
  }
}
