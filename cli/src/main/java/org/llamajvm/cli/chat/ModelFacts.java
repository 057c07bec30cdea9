package org.llamajvm.cli.chat;

import java.nio.file.Path;
import org.llamajvm.cli.output.PeakMemory;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.format.ForeignText;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.architecture.ModelConfig;

/**
 * What there is to tell of the model.
 *
 * @param model borrowed
 * @param directory where it lies
 */
public record ModelFacts(LanguageModel model, Path directory) {

  /** The model in a few lines. */
  String model(int context) {
    ModelConfig config = model.config();
    return """
    model             %s
    layers            %d, hidden size %d, vocabulary %d
    context           %s, of %d the model was trained for
    kernels           %s\
    """
        .formatted(
            ForeignText.escape(directory.toString()),
            config.layers(),
            config.hiddenSize(),
            config.vocabularySize(),
            Plural.of(context, "token"),
            config.maxPositions(),
            model.backendDescription());
  }

  /** The memory in a few lines. */
  String memory(int context) {
    return """
    needed            %s for a full context of %s, weights included
    peak so far       %s\
    """
        .formatted(
            Sizes.text(model.memory(context).total()),
            Plural.of(context, "token"),
            PeakMemory.measure());
  }
}
