import java.nio.file.Path;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;

/** Opens a model and times three texts. */
public final class OurRun {

  private OurRun() {}

  /** Gets the path of a model, the number of tokens to make, and when the process was started. */
  public static void main(String[] args) throws Exception {
    long start = Long.parseLong(args[2]);
    GenerationRequest request =
        GenerationRequest.builder()
            .prompt("Once upon a time there was a")
            .temperature(0)
            .ignoreEnd(true)
            .maxTokens(Integer.parseInt(args[1]))
            .build();
    try (LanguageModel model = LanguageModel.open(Path.of(args[0]))) {
      for (int i = 0; i < 3; i++) {
        Answer answer = model.submit(request);
        answer.iterator().next();
        if (i == 0) {
          System.out.printf(
              "first token %.2f s after the start%n", (System.currentTimeMillis() - start) / 1000.0);
        }
        Generation generation = answer.await();
        System.out.printf(
            "%d tokens, %.1f tokens/s%n",
            generation.usage().completionTokens(), generation.timings().generationRate());
      }
    }
    Peak.print();
  }
}
