package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestObjects;
import dev.millrace.job.credit.CreditedGroup;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store promises, on the heap and on RocksDB. */
class ShardStoreTest {
  private static final SlotMeta WAITING =
      new SlotMeta(SlotMeta.Place.WAITING, true, TestObjects.LINEAGE, 3, 0.5f, 0);

  /** Something to do with the store of a key. */
  private interface Visit {
    void at(int key, ShardStore store) throws Exception;
  }

  private static final class StoreFunction extends KeyedProcessFunction<Integer, Integer, Void> {
    private transient ShardStore store;
    private static Visit visit = (key, store) -> {};

    @Override
    public void open(OpenContext context) {
      store = new ShardStore(getRuntimeContext());
    }

    @Override
    public void processElement(Integer key, Context context, Collector<Void> out) throws Exception {
      visit.at(key, store);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, Integer, Void> harness(
      boolean rocks, @Nullable OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new StoreFunction()), (Integer key) -> key, Types.INT);
    if (rocks) {
      harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    }
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void visit(
      KeyedOneInputStreamOperatorTestHarness<Integer, Integer, Void> harness, int key, Visit visit)
      throws Exception {
    StoreFunction.visit = visit;
    harness.processElement(key, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void slotsOfAKeyAreFoundAgainAfterARestart(boolean rocks) throws Exception {
    CreditedGroup group = TestObjects.slot(0, 9, 3, true).group();
    OperatorSubtaskState saved;
    try (var harness = harness(rocks, null)) {
      visit(
          harness,
          1,
          (key, store) -> {
            for (long slot : List.of(300L, 2L, 70_000L)) { // beyond one byte each, out of order
              store.add(key, slot, group, WAITING);
            }
            store.change(key, 2, WAITING.trained());
            store.remove(key, 300);
            store.head(ShardHead.NEW.arrived());
          });
      visit(harness, 2, (key, store) -> assertThat(store.index(key).waiting()).isEmpty());
      saved = harness.snapshot(1, 1);
    }
    try (var harness = harness(rocks, saved)) {
      visit(
          harness,
          1,
          (key, store) -> {
            assertThat(store.index(key).waiting()).containsOnlyKeys(70_000L);
            assertThat(store.index(key).held()).containsOnlyKeys(2L);
            assertThat(store.index(key).get(2)).isEqualTo(WAITING.trained());
            assertThat(store.group(2)).usingRecursiveComparison().isEqualTo(group);
            assertThat(store.head()).isEqualTo(ShardHead.NEW.arrived());
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storeOfRemovedSlotsIsEmpty(boolean rocks) throws Exception {
    CreditedGroup group = TestObjects.slot(0, 9, 3, true).group();
    try (var harness = harness(rocks, null)) {
      visit(
          harness,
          1,
          (key, store) -> {
            store.add(key, 5, group, WAITING);
            store.remove(key, 5);
            assertThat(store.index(key).ready()).isZero();
          });
      assertThat(harness.numKeyedStateEntries()).isZero();
    } catch (UnsupportedOperationException e) {
      assertThat(rocks).as("only the heap counts its entries").isTrue();
    }
  }
}
