///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//REPOS mavencentral,rehearsal=@repository@
//DEPS org.llamajvm:llama-models:@version@
//RUNTIME_OPTIONS --add-modules=jdk.incubator.vector
import java.nio.file.Path;
import org.llamajvm.models.LanguageModel;

void main(String[] args) throws Exception {
  try (LanguageModel model = LanguageModel.open(Path.of(args[0]))) {
    System.out.println(model.chat().ask("What is 3 plus 4?").text());
  }
}
