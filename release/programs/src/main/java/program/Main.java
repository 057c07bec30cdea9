package program;

import java.nio.file.Path;
import org.llamajvm.models.LanguageModel;

/** Asks one question. */
public final class Main {

  private Main() {}

  /** Gets the path of a model. */
  public static void main(String[] args) throws Exception {
    try (LanguageModel model = LanguageModel.open(Path.of(args[0]))) {
      System.out.println(model.chat().ask("What is 3 plus 4?").text());
    }
  }
}
