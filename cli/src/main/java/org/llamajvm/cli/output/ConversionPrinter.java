package org.llamajvm.cli.output;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.llamajvm.convert.ConversionReport;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.format.ForeignText;

/** Prints what a conversion will do and what it did. */
public final class ConversionPrinter {

  private final Streams streams;

  /** Prints to the streams. */
  public ConversionPrinter(Streams streams) {
    this.streams = streams;
  }

  /**
   * The plan, without anything being written.
   *
   * @param memoryBytes about how much memory it takes
   * @param time about how long it takes
   */
  public void plan(ConversionPlan plan, long memoryBytes, Duration time) {
    line(String.format(Locale.ROOT, "Source           %s", plan.source()));
    line(
        String.format(
            Locale.ROOT,
            "Weights          %s in %s",
            Sizes.count(plan.elements()),
            Plural.of(plan.tensors().count(), "tensor")));
    line(String.format(Locale.ROOT, "Bits per weight  %.3f", plan.bitsPerWeight()));
    line(String.format(Locale.ROOT, "Reads            %s", Sizes.text(plan.inputBytes())));
    line(String.format(Locale.ROOT, "Writes           %s", Sizes.text(plan.outputBytes())));
    line(String.format(Locale.ROOT, "Memory           about %s", Sizes.text(memoryBytes)));
    line(
        String.format(
            Locale.ROOT, "Time             about %s if the disk keeps up", seconds(time)));
    line(String.format(Locale.ROOT, "Files            %d", plan.shards().size()));
    for (PlannedShard shard : plan.shards()) {
      line(
          String.format(
              Locale.ROOT,
              "  %s  %s, %s",
              shard.name(),
              Sizes.text(shard.bytes()),
              Plural.of(shard.tensors().size(), "tensor")));
    }
    keptFloat(plan.keptFloat());
    streams.out().flush();
  }

  /** What was written, and what quantising lost for each kind of layer. */
  public void report(ConversionReport report) {
    line(
        String.format(
            Locale.ROOT,
            "%-26s %7s %14s %12s %6s %9s",
            "layer",
            "tensors",
            "weights",
            "size",
            "bits",
            "error"));
    for (ConversionReport.Kind kind : report.kinds()) {
      line(
          String.format(
              Locale.ROOT,
              "%-26s %7d %14d %12s %6.2f %9s",
              kind.name(),
              kind.tensors(),
              kind.elements(),
              Sizes.text(kind.bytes()),
              kind.bitsPerWeight(),
              kind.error().power() > 0
                  ? String.format(Locale.ROOT, "%.3f %%", 100 * kind.error().relative())
                  : "-"));
    }
    ConversionPlan plan = report.plan();
    line(
        String.format(
            Locale.ROOT,
            "%-26s %7d %14d %12s %6.2f",
            "all",
            plan.tensors().count(),
            plan.elements(),
            Sizes.text(plan.outputBytes()),
            plan.bitsPerWeight()));
    keptFloat(plan.keptFloat());
    streams.out().flush();
    double seconds = Math.max(1e-9, report.duration().toNanos() / 1e9);
    if (report.resumedShards() > 0) {
      streams.info(
          "%d of %d files were finished before"
              .formatted(report.resumedShards(), plan.shards().size()));
    }
    streams.info(
        String.format(
            Locale.ROOT,
            "%s read, %s written in %s (%.0f MB of input a second)",
            Sizes.text(plan.inputBytes()),
            Sizes.text(plan.outputBytes()),
            seconds(report.duration()),
            plan.inputBytes() / seconds / 1e6));
    streams.info("Peak memory: " + PeakMemory.measure());
  }

  private void keptFloat(List<String> names) {
    if (!names.isEmpty()) {
      line("Stay floats, since no group size divides their width:");
      names.forEach(name -> line("  " + name));
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private void line(String text) {
    streams.out().println(ForeignText.escape(text));
  }
}
