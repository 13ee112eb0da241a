package dev.millrace.ops.trace;

import dev.millrace.job.score.ResponseScore;
import dev.millrace.ops.ledger.Origin;
import dev.millrace.ops.trace.GroupTrace.PromptTrace;
import dev.millrace.ops.trace.GroupTrace.ResponseTrace;
import dev.millrace.ops.trace.GroupTrace.SamplingTrace;
import dev.millrace.ops.trace.GroupTrace.Span;
import dev.millrace.ops.trace.GroupTrace.Use;
import dev.millrace.ops.trace.Trace.StepTrace;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The putting together of what the topics say about a group, or about a step. */
final class GroupTraces {
  private final LedgerSearch.Found found;
  private final WeightFiles files;
  private final Rejudging rejudging;
  private final String groupsTopic;

  GroupTraces(
      LedgerSearch.Found found, WeightFiles files, Rejudging rejudging, String groupsTopic) {
    this.found = found;
    this.files = files;
    this.rejudging = rejudging;
    this.groupsTopic = groupsTopic;
  }

  /** A group with every step and notice that names its place. */
  GroupTrace ofGroup(
      Wanted wanted, Origin origin, @Nullable ConsumerRecord<byte[], byte[]> record) {
    List<Use> uses = new ArrayList<>();
    SlotRecord first = null;
    boolean survives = false;
    for (StepRecord step : found.steps()) {
      SlotRecord slot = LedgerSearch.slotOf(step, wanted.groupId());
      if (slot != null
          && slot.partition() == origin.partition()
          && slot.offset() == origin.offset()) {
        Use use = use(step, slot);
        uses.add(use);
        survives |= !use.undone();
        // The slot in which it arrived says what the filter made of it.
        first = first == null || slot.kind() != SlotKind.FILLED ? slot : first;
      }
    }
    DroppedGroup notice = null;
    for (DroppedGroup candidate : found.notices()) {
      if (new Origin(candidate.partition(), candidate.offset()).equals(origin)) {
        notice = candidate;
      }
    }
    return group(wanted.groupId(), origin, record, verdict(first, survives, notice), first, uses);
  }

  /** The group of one slot of a step. */
  GroupTrace ofSlot(
      StepRecord step, SlotRecord slot, @Nullable ConsumerRecord<byte[], byte[]> record) {
    Origin origin = new Origin(slot.partition(), slot.offset());
    return group(
        slot.groupId(), origin, record, verdict(slot, true, null), slot, List.of(use(step, slot)));
  }

  private static String verdict(
      @Nullable SlotRecord slot, boolean survives, @Nullable DroppedGroup notice) {
    if (slot != null && (survives || notice == null)) {
      String effect = slot.kind() == SlotKind.HOLE ? "ineffective: a hole" : "effective";
      return survives ? effect : effect + ", and waiting again: a restart undid its steps";
    }
    if (notice != null) {
      String reason = "dropped: " + notice.reason().name().toLowerCase(Locale.ROOT);
      return notice.detail().isEmpty() ? reason : reason + " (" + notice.detail() + ")";
    }
    return "waiting: no step has taken it yet";
  }

  private Use use(StepRecord step, SlotRecord slot) {
    return new Use(
        step.step(),
        step.lineage(),
        slot.kind().name().toLowerCase(Locale.ROOT),
        slot.ageSteps(),
        slot.timesUsed(),
        found.isUndone(step.lineage(), step.step()),
        step.lineage() + "." + step.step(),
        step.weightsAfter(),
        files.has(step.lineage(), step.step()));
  }

  private GroupTrace group(
      String id,
      Origin origin,
      @Nullable ConsumerRecord<byte[], byte[]> record,
      String verdict,
      @Nullable SlotRecord slot,
      List<Use> uses) {
    List<String> notes = new ArrayList<>();
    ResponseGroup group = null;
    if (record == null) {
      notes.add(groupsTopic + " has no record at " + origin + " any more");
    } else {
      try {
        group = ResponseGroupCodec.decode(record.value());
      } catch (MalformedRecordException e) {
        notes.add("malformed: " + e.getMessage());
      }
    }
    if (group == null) {
      // What cannot be read is a dead letter as soon as the job comes to it.
      boolean malformed = record != null && slot == null;
      String letter = groupsTopic + "-" + origin.partition() + "-" + origin.offset();
      return new GroupTrace(
          id,
          origin.toString(),
          null,
          null,
          List.of(),
          malformed ? "malformed: see millrace dead-letters show " + letter : verdict,
          uses,
          notes);
    }
    if (!id.equals(group.groupId()) && slot != null) {
      notes.add("the record at " + origin + " is group " + group.groupId() + ": another topic?");
    }
    return new GroupTrace(
        group.groupId(),
        origin.toString(),
        prompt(group.prompt()),
        sampling(group),
        responses(group, slot, notes),
        verdict,
        uses,
        notes);
  }

  private static PromptTrace prompt(Prompt prompt) {
    return new PromptTrace(
        prompt.promptId(), prompt.dataset(), prompt.text(), prompt.reference(), prompt.verifier());
  }

  private static SamplingTrace sampling(ResponseGroup group) {
    Sampling sampling = group.sampling();
    return new SamplingTrace(
        group.generatorId(),
        sampling.temperature(),
        sampling.topP(),
        sampling.topK(),
        sampling.maxTokens(),
        sampling.seed(),
        group.startedAtMillis(),
        group.finishedAtMillis());
  }

  private List<ResponseTrace> responses(
      ResponseGroup group, @Nullable SlotRecord slot, List<String> notes) {
    Rejudging.Judgement judgement = rejudging.of(group);
    if (judgement.scores() == null) {
      notes.add("not judged again: " + judgement.problem());
    }
    List<ResponseTrace> responses = new ArrayList<>();
    boolean undone = false;
    boolean otherFormula = false;
    for (int i = 0; i < group.responses().size(); i++) {
      Response response = group.responses().get(i);
      ResponseScore score = judgement.scores() == null ? null : judgement.scores().get(i);
      TrainedReward trained = TrainedReward.of(slot, i);
      Map<String, Float> again = score == null ? null : new TreeMap<>(score.channels());
      Float recorded = trained.reward();
      if (score != null && recorded != null && score.reward() != recorded) {
        String both = score.reward() + ", the ledger has " + recorded;
        if (trained.channels() == null) {
          notes.add(
              response.responseId()
                  + ": judged again its reward is "
                  + both
                  + "; was it trained with another --reward or verifier?");
        } else if (!otherFormula && trained.channels().equals(again)) {
          otherFormula = true; // One such response says it of all.
          notes.add(
              response.responseId()
                  + ": of the same channels --reward makes "
                  + both
                  + ": it was trained with another formula");
        }
      }
      List<Span> spans = response.spans().stream().map(this::span).toList();
      undone |= spans.stream().anyMatch(Span::undone);
      responses.add(
          new ResponseTrace(
              response.responseId(),
              response.text(),
              response.finishReason().name().toLowerCase(Locale.ROOT),
              response.tokens().length,
              spans,
              trained.channels() == null ? again : trained.channels(),
              trained.channels() == null || trained.channels().equals(again) ? null : again,
              recorded,
              trained.leftOut()));
    }
    if (undone) {
      notes.add(
          "sampled by a version that a restart undid; the log-probs of its tokens are in the"
              + " record, so it is trained like any other");
    }
    return responses;
  }

  private Span span(VersionSpan span) {
    return new Span(
        span.lineage() + "." + span.step(),
        span.start(),
        span.end(),
        found.isUndone(span.lineage(), span.step()));
  }

  /** A step by itself. */
  StepTrace ofStep(StepRecord step) {
    Map<String, Integer> slots = new TreeMap<>();
    step.slots()
        .forEach(s -> slots.merge(s.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return new StepTrace(
        step.step(),
        step.lineage(),
        step.arm(),
        found.isUndone(step.lineage(), step.step()),
        slots,
        step.weightsBefore(),
        step.lineage() + "." + step.step(),
        step.weightsAfter(),
        files.has(step.lineage(), step.step()),
        step.optimizerUpdates(),
        step.refusedBecause(),
        step.finishedAtMillis(),
        found.steps().stream()
            .map(StepRecord::lineage)
            .filter(lineage -> lineage != step.lineage())
            .toList());
  }
}
