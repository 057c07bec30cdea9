package org.llamajvm.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the class path nothing else would keep the module from internals of the engine. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPath(Path.of("target", "classes"));

  @Test
  void usesOnlyWhatOurModulesExportToAll() {
    Path[] modules =
        Stream.of("engine", "format", "loader", "tokenizer", "models")
            .map(name -> Path.of(System.getProperty("llama.root"), name, "target", "classes"))
            .toArray(Path[]::new);
    Set<String> exported =
        ModuleFinder.of(modules).findAll().stream()
            .flatMap(module -> module.descriptor().exports().stream())
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    assertThat(exported).contains("org.llamajvm.models", "org.llamajvm.tokenizer");
    DescribedPredicate<JavaClass> internal =
        resideInAnyPackage("org.llamajvm..")
            .and(DescribedPredicate.not(resideInAnyPackage("org.llamajvm.spark..")))
            .and(
                DescribedPredicate.describe(
                    "not exported", type -> !exported.contains(type.getPackageName())));
    noClasses().should().dependOnClassesThat(internal).check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.llamajvm.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
