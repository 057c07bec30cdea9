package org.llamajvm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of DESIGN.md. */
class ArchitectureTest {

  private static final List<String> MODULES =
      List.of(
          "engine", "format", "loader", "convert", "tokenizer", "models", "server", "hub", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPaths(
              MODULES.stream()
                  .map(
                      module -> Path.of(System.getProperty("llama.root"), module, "target/classes"))
                  .toList());

  @Test
  void seesEveryModule() {
    for (String module : MODULES) {
      assertThat(CLASSES.stream().filter(c -> c.getPackageName().contains("." + module)))
          .as(module)
          .isNotEmpty();
    }
  }

  @Test
  void arrowsPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("org.llamajvm.cli..")
        .layer("server")
        .definedBy("org.llamajvm.server..")
        .layer("hub")
        .definedBy("org.llamajvm.hub..")
        .layer("models")
        .definedBy("org.llamajvm.models..")
        .layer("convert")
        .definedBy("org.llamajvm.convert..")
        .layer("tokenizer")
        .definedBy("org.llamajvm.tokenizer..")
        .layer("loader")
        .definedBy("org.llamajvm.loader..")
        .layer("format")
        .definedBy("org.llamajvm.format..")
        .layer("engine")
        .definedBy("org.llamajvm.engine..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("hub")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("models")
        .mayOnlyBeAccessedByLayers("convert", "server", "cli")
        .whereLayer("convert")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("tokenizer")
        .mayOnlyBeAccessedByLayers("convert", "models", "server", "cli")
        .whereLayer("loader")
        .mayOnlyBeAccessedByLayers("convert", "models", "cli")
        .whereLayer("format")
        .mayOnlyBeAccessedByLayers(
            "loader", "convert", "tokenizer", "models", "server", "hub", "cli")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("loader", "convert", "models", "server", "cli")
        .whereLayer("format")
        .mayOnlyBeAccessedByLayers(
            "loader", "convert", "tokenizer", "models", "server", "hub", "cli")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.llamajvm.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyVectorKernelsUseTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.engine.kernel.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsNeitherFilesNorJson() {
    noClasses()
        .that()
        .resideInAPackage("org.llamajvm.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void librariesPrintNothing() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsItsLibraries() {
    for (String library : List.of("picocli", "org.jline")) {
      assertThat(CLASSES.stream().filter(type -> uses(type, library))).as(library).isNotEmpty();
    }
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "org.jline..")
        .check(CLASSES);
  }

  private static boolean uses(JavaClass type, String library) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(to -> to.getTargetClass().getPackageName().startsWith(library));
  }

  @Test
  void jsonIsReadInFormatButLargeVocabulariesAndValuesOfJavaTypes() {
    assertThat(CLASSES.stream().filter(type -> uses(type, "com.fasterxml"))).isNotEmpty();
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.llamajvm.format..",
            "org.llamajvm.tokenizer.files..",
            "org.llamajvm.models.value..",
            "org.llamajvm.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void onlyTheServerKnowsHttpAndMetrics() {
    for (String library : List.of("org.eclipse.jetty", "io.prometheus")) {
      assertThat(CLASSES.stream().filter(type -> uses(type, library))).as(library).isNotEmpty();
    }
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.server.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.prometheus..")
        .check(CLASSES);
  }

  /** The terminal silences the log of its library. */
  @Test
  void nobodyElseKnowsTheLoggingOfTheJdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.llamajvm.cli.chat..")
        .should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING)
        .check(CLASSES);
  }

  @Test
  void theCommandLineOnlyWritesJson() {
    noClasses()
        .that()
        .resideInAPackage("org.llamajvm.cli..")
        .and()
        .resideOutsideOfPackage("org.llamajvm.cli.config..") // reads TOML
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind.json..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.fasterxml.jackson.databind.ObjectMapper")
        .check(CLASSES);
  }
}
