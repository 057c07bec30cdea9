package org.llamajvm.cli.output;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.llamajvm.engine.probe.MachineSpeed;
import org.llamajvm.models.bench.BenchmarkResult;

/**
 * The roofline of Williams, Waterman and Patterson (2009): how fast each test multiplies against
 * how much it multiplies for a byte read, below what the machine could do. Both axes are
 * logarithmic.
 *
 * @param title what was measured
 * @param results at least one; the roof is that of the fastest machine among them
 */
public record RooflinePlot(String title, List<BenchmarkResult> results) {

  private static final double GIGA = 1e9;
  private static final int WIDTH = 860;
  private static final int HEIGHT = 540;
  private static final int LEFT = 80;
  private static final int RIGHT = 830;
  private static final int TOP = 70;
  private static final int BOTTOM = 470;
  private static final String[] COLORS = {"#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed"};

  private static final String STYLE =
      """
      text { font: 13px system-ui, sans-serif; fill: #334155 }
      .title { font-size: 17px; font-weight: 600; fill: #0f172a }
      .grid { stroke: #e2e8f0 }
      .roof { stroke: #0f172a; stroke-width: 2.5; fill: none; stroke-linejoin: round }
      .under { fill: #f1f5f9 }
      """;

  /** Copies the list. */
  public RooflinePlot {
    results = List.copyOf(results);
  }

  /** The picture. */
  public String svg() {
    double bandwidth = best(MachineSpeed::bytesPerSecond);
    double peak = best(MachineSpeed::multiplyAddsPerSecond);
    double ridge = peak / bandwidth;
    Axes axes = axes(bandwidth, peak, ridge);
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\">",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT);
    svg.append("<style>\n").append(STYLE).append("</style>\n");
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    text(svg, LEFT, 36, "title", "start", title);
    drawRoof(svg, axes, bandwidth, peak);
    drawGrid(svg, axes);
    drawPoints(svg, axes);
    svg.append("</svg>\n");
    return svg.toString();
  }

  private double best(ToDoubleFunction<MachineSpeed> limit) {
    return results.stream().map(BenchmarkResult::machine).mapToDouble(limit).max().orElseThrow();
  }

  private Axes axes(double bandwidth, double peak, double ridge) {
    double least = ridge;
    double most = ridge;
    double lowest = peak;
    double highest = peak;
    for (BenchmarkResult result : results) {
      least = Math.min(least, result.workload().intensity());
      most = Math.max(most, result.workload().intensity());
      lowest = Math.min(lowest, result.multiplyAddsPerSecond());
      highest = Math.max(highest, result.multiplyAddsPerSecond());
    }
    lowest = Math.min(lowest, least * bandwidth);
    return new Axes(
        Math.floor(Math.log10(least / 2)),
        Math.ceil(Math.log10(most * 2)),
        Math.floor(Math.log10(lowest / GIGA)),
        Math.ceil(Math.log10(highest * 1.5 / GIGA)));
  }

  private static void drawRoof(StringBuilder svg, Axes axes, double bandwidth, double peak) {
    double first = Math.max(Math.pow(10, axes.left), Math.pow(10, axes.bottom) * GIGA / bandwidth);
    double last = Math.pow(10, axes.right);
    double ridge = peak / bandwidth;
    String roof =
        String.format(
            Locale.ROOT,
            "M%.1f %.1f L%.1f %.1f L%.1f %.1f",
            axes.x(first),
            axes.y(first * bandwidth),
            axes.x(ridge),
            axes.y(peak),
            axes.x(last),
            axes.y(peak));
    line(
        svg,
        "<path class=\"under\" d=\"%s L%.1f %d L%.1f %d Z\"/>",
        roof,
        axes.x(last),
        BOTTOM,
        axes.x(first),
        BOTTOM);
    line(svg, "<path class=\"roof\" d=\"%s\"/>", roof);
    text(
        svg,
        RIGHT,
        axes.y(peak) - 8,
        "",
        "end",
        String.format(Locale.ROOT, "FMA peak, f32: %.1f GMAC/s", peak / GIGA));
    text(
        svg,
        LEFT,
        58,
        "",
        "start",
        String.format(Locale.ROOT, "slope: read bandwidth, %.1f GB/s", bandwidth / GIGA));
  }

  private static void drawGrid(StringBuilder svg, Axes axes) {
    for (int power = (int) axes.left; power <= axes.right; power++) {
      double x = axes.x(Math.pow(10, power));
      line(
          svg,
          "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
          x,
          TOP,
          x,
          BOTTOM);
      text(svg, x, BOTTOM + 20, "", "middle", tick(power));
    }
    for (int power = (int) axes.bottom; power <= axes.top; power++) {
      double y = axes.y(Math.pow(10, power) * GIGA);
      line(
          svg,
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
          LEFT,
          y,
          RIGHT,
          y);
      text(svg, LEFT - 8, y + 4, "", "end", tick(power));
    }
    text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 48, "", "middle", "multiply-adds for a byte read");
    line(
        svg,
        "<text transform=\"translate(22 %d) rotate(-90)\" text-anchor=\"middle\">GMAC/s</text>",
        (TOP + BOTTOM) / 2);
  }

  private static String tick(int power) {
    return power < 0
        ? String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power))
        : String.format(Locale.ROOT, "%.0f", Math.pow(10, power));
  }

  private void drawPoints(StringBuilder svg, Axes axes) {
    for (int i = 0; i < results.size(); i++) {
      BenchmarkResult result = results.get(i);
      double x = axes.x(result.workload().intensity());
      double y = axes.y(result.multiplyAddsPerSecond());
      String color = COLORS[i % COLORS.length];
      line(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"%s\"/>", x, y, color);
      int legend = BOTTOM - 14 - 20 * (results.size() - 1 - i);
      line(svg, "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\"/>", RIGHT - 8, legend - 4, color);
      text(svg, RIGHT - 20, legend, "", "end", label(result));
    }
  }

  private static String label(BenchmarkResult result) {
    return String.format(
        Locale.ROOT,
        "%s, %d threads, kv %s: %.1f tokens/s",
        result.test().name(),
        result.threads(),
        result.kvType().name().toLowerCase(Locale.ROOT),
        result.tokensPerSecond());
  }

  private static void text(
      StringBuilder svg, double x, double y, String kind, String anchor, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    line(
        svg,
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        kind,
        x,
        y,
        anchor,
        escaped);
  }

  // The annotation for it is in a library that nothing else needs.
  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The powers of ten at the four sides: multiply-adds a byte, and GMAC/s. */
  private record Axes(double left, double right, double bottom, double top) {

    double x(double intensity) {
      return LEFT + (RIGHT - LEFT) * (Math.log10(intensity) - left) / (right - left);
    }

    double y(double rate) {
      return BOTTOM - (BOTTOM - TOP) * (Math.log10(rate / GIGA) - bottom) / (top - bottom);
    }
  }
}
