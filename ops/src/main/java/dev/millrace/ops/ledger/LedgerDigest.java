package dev.millrace.ops.ledger;

import dev.millrace.schemas.StepRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a history: sha256 over the encoded contents of the surviving steps, in the order of
 * the steps. Two runs of one recorded topic have one digest, whatever was killed in between.
 */
public final class LedgerDigest {
  private LedgerDigest() {}

  /** The digest in lower-case hex. */
  public static String of(SurvivingLedger ledger) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (StepRecord record : ledger.steps().values()) {
      sha256.update(StepContent.encoded(record));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
