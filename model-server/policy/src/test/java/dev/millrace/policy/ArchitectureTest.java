package dev.millrace.policy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * What the code of this module must not use, because the process would end without an exception.
 */
@AnalyzeClasses(
    packages = "dev.millrace.policy",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_BFLOAT16 = noClasses().should().accessField(DataType.class, "BFLOAT16");

  @ArchTest
  static final ArchRule NO_DECODING_OF_FILES_BY_THE_ENGINE =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "the target is NDList.decode",
                  call ->
                      call.getTargetOwner().isAssignableTo(NDList.class)
                          && call.getName().equals("decode")));

  @ArchTest
  static final ArchRule TYPED_ZEROS_COME_FROM_THE_GUARD =
      noClasses()
          .that()
          .doNotHaveSimpleName("Torch")
          .should()
          .callMethod(NDManager.class, "zeros", Shape.class, DataType.class);
}
