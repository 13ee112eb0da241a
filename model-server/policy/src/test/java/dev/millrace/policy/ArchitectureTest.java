package dev.millrace.policy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * What the code of this module must not use, because the process would end without an exception.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.policy");

  private static final ArchRule NO_TYPED_ZEROS =
      noClasses().should().callMethod(NDManager.class, "zeros", Shape.class, DataType.class);

  @Test
  void nobodyNamesHalfPrecisionOfTheBrainKind() {
    noClasses().should().accessField(DataType.class, "BFLOAT16").check(CLASSES);
  }

  @Test
  void nobodyLetsTheEngineDecodeFiles() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "the target is NDList.decode",
                call ->
                    call.getTargetOwner().isAssignableTo(NDList.class)
                        && call.getName().equals("decode")))
        .check(CLASSES);
  }

  @Test
  void zerosOfADataTypeComeFromTheGuardAlone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Torch.class.getName())
        .should()
        .callMethod(NDManager.class, "zeros", Shape.class, DataType.class)
        .check(CLASSES);
    // The guard itself breaks the rule, which shows that the rule sees the code.
    assertThatThrownBy(() -> NO_TYPED_ZEROS.check(CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Torch.zeros");
  }
}
