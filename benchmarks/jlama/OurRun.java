import java.nio.file.Path;
import java.time.Instant;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;

/** Opens a model and times two texts. */
public final class OurRun {

  private OurRun() {}

  /** Gets the path of a model and the number of tokens to make. */
  public static void main(String[] args) throws Exception {
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    GenerationRequest request =
        GenerationRequest.builder()
            .prompt("Once upon a time there was a")
            .temperature(0)
            .ignoreEnd(true)
            .maxTokens(Integer.parseInt(args[1]))
            .build();
    try (LanguageModel model = LanguageModel.open(Path.of(args[0]))) {
      for (int i = 0; i < 2; i++) {
        Answer answer = model.submit(request);
        answer.iterator().next();
        long first = System.currentTimeMillis();
        Generation generation = answer.await();
        System.out.printf(
            "first token %.2f s after the start, %d tokens, %.1f tokens/s%n",
            (first - start.toEpochMilli()) / 1000.0,
            generation.usage().completionTokens(),
            generation.timings().generationRate());
      }
    }
  }
}
