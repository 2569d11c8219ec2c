package profundo;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds the arrows of docs/architecture.md: a package uses only itself and those before it.
class ArchitectureTest {
  private static final List<String> ORDER =
      List.of(
          "profundo.kernel",
          "profundo",
          "profundo.reference",
          "profundo.compile",
          "profundo.nn",
          "profundo.optim",
          "profundo.data",
          "profundo.io",
          "profundo.train",
          "profundo.explain");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("profundo");

  @TestFactory
  Stream<DynamicTest> packagesUseOnlyThoseBeforeThem() {
    return present().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> mayUse(name).check(CORE)));
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(ORDER).containsAll(present());
  }

  @Test
  void aRuleThatForbidsEverythingWouldFail() {
    // Guards the rules above against matching nothing, as they would if the import found no classes.
    assertThat(CORE.stream().filter(in("profundo"))).isNotEmpty();
    assertThat(allowing("profundo", List.of("profundo")).evaluate(CORE).hasViolation()).isTrue();
  }

  @Test
  void onlyTheJdkIsUsedBesides() {
    classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("profundo..", "java..", "jdk.incubator.vector.."))
        .because("the core has no runtime dependency")
        .check(CORE);
  }

  private static TreeSet<String> present() {
    return CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
  }

  private static ArchRule mayUse(String name) {
    return allowing(name, ORDER.subList(0, ORDER.indexOf(name) + 1));
  }

  private static ArchRule allowing(String name, List<String> allowed) {
    return classes()
        .that(in(name))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are in " + allowed + " or outside the project",
                c ->
                    allowed.contains(c.getBaseComponentType().getPackageName())
                        || !c.getBaseComponentType().getPackageName().matches("profundo(\\..*)?")))
        .because("packages use only those before them (docs/architecture.md)");
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> in(String name) {
    return describe("in " + name, c -> c.getPackageName().equals(name));
  }
}
