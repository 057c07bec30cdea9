package org.llamajvm.models.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.WorkerPool;

/**
 * One step after the other: who takes part with how many tokens, and what comes out. For one
 * thread.
 */
final class Step<J extends Job> {

  private final BoundModel model;
  private final WorkerPool threads;
  private final PromptPace pace = new PromptPace();
  private final Batch batch = new Batch();

  /** Those whose logits the step computes, in the order in which it hands them over. */
  private final List<Run<J>> choosing = new ArrayList<>();

  /** Those of which several tokens are processed at once. */
  private final List<Run<J>> forcing = new ArrayList<>();

  private final Region choose = (from, to, _) -> choosing.subList(from, to).forEach(Run::choose);
  private int handedOver;

  /**
   * No step yet.
   *
   * @param model borrowed
   * @param threads that choose tokens, borrowed
   */
  Step(BoundModel model, WorkerPool threads) {
    this.model = model;
    this.threads = threads;
  }

  /**
   * Makes a step.
   *
   * @param running who may take part
   * @return how many tokens of prompts were processed
   */
  int run(List<Run<J>> running) {
    SequencedMap<Run<J>, Integer> prompts = plan(running);
    int processed = prompts.values().stream().mapToInt(Integer::intValue).sum();
    handedOver = 0;
    long start = System.nanoTime();
    model.step(batch, (_, _, logits, offset) -> choosing.get(handedOver++).keep(logits, offset));
    pace.measured(batch.generated(), processed + forced(), System.nanoTime() - start);
    prompts.keySet().forEach(Run::promptDone);
    threads.run(choose, choosing.size(), 1);
    return processed;
  }

  /** Those for whom the last step chose tokens; borrowed until the next one. */
  List<Run<J>> chosen() {
    return choosing;
  }

  /** Fills the batch; returns the prompts in it, and how many of their tokens. */
  private SequencedMap<Run<J>, Integer> plan(List<Run<J>> running) {
    batch.clear();
    choosing.clear();
    forcing.clear();
    List<Run<J>> prompting = new ArrayList<>();
    for (Run<J> run : running) {
      if (run.isGenerating() && run.chosen() > 1) {
        forcing.add(run);
      } else if (run.isGenerating()) {
        run.addGenerated(batch);
        choosing.add(run);
      } else if (!run.waitsFor(prompting)) {
        prompting.add(run);
      }
    }
    for (Run<J> run : forcing) {
      run.addForced(batch);
      choosing.add(run);
    }
    SequencedMap<Run<J>, Integer> shares =
        PromptShare.deal(prompting, pace.tokens(batch.generated(), forced()));
    shares.forEach((run, count) -> {
      if (run.addPrompt(batch, count)) {
        choosing.add(run);
      }
    });
    return shares;
  }

  /** Tokens of the step that nobody had to choose, and those before them. */
  private int forced() {
    return forcing.stream().mapToInt(Run::chosen).sum();
  }
}
