package org.llamajvm.models.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.probe.MachineSpeed;

/**
 * What came out of one test.
 *
 * @param test what was timed
 * @param backend which kernels
 * @param threads that computed
 * @param kvType how keys and values were kept
 * @param workload of one repetition
 * @param seconds of each repetition
 * @param speeds of the machine, probed before each repetition and after the last
 * @param bytesPerToken allocated on the Java heap by all threads, a token
 * @param constraint what a constraint cost; empty if there was none
 */
public record BenchmarkResult(
    BenchmarkTest test,
    String backend,
    int threads,
    KvType kvType,
    Workload workload,
    List<Double> seconds,
    List<MachineSpeed> speeds,
    double bytesPerToken,
    Optional<ConstraintCost> constraint) {

  /** Copies the lists. */
  public BenchmarkResult {
    seconds = List.copyOf(seconds);
    speeds = List.copyOf(speeds);
  }

  /** Tokens of all sequences a second, the mean of the repetitions. */
  public double tokensPerSecond() {
    return Arrays.stream(rates()).average().orElse(0);
  }

  /** Standard deviation of the tokens a second; 0 of one repetition. */
  public double deviation() {
    double mean = tokensPerSecond();
    double squares = Arrays.stream(rates()).map(rate -> (rate - mean) * (rate - mean)).sum();
    return seconds.size() < 2 ? 0 : Math.sqrt(squares / (seconds.size() - 1));
  }

  private double[] rates() {
    return seconds.stream().mapToDouble(time -> test.allTokens() / time).toArray();
  }

  /** Bytes read a second. */
  public double bytesPerSecond() {
    return workload.bytes() / test.allTokens() * tokensPerSecond();
  }

  /** Multiply-adds a second. */
  public double multiplyAddsPerSecond() {
    return workload.multiplyAdds() / test.allTokens() * tokensPerSecond();
  }

  /** The machine's limits: the medians of what was probed. */
  public MachineSpeed machine() {
    return new MachineSpeed(
        median(MachineSpeed::bytesPerSecond), median(MachineSpeed::multiplyAddsPerSecond));
  }

  private double median(ToDoubleFunction<MachineSpeed> value) {
    double[] sorted = speeds.stream().mapToDouble(value).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Bytes read as a share of what the machine could read. */
  public double bandwidthShare() {
    return bytesPerSecond() / machine().bytesPerSecond();
  }

  /** Multiply-adds as a share of what the machine could do in float32. */
  public double peakShare() {
    return multiplyAddsPerSecond() / machine().multiplyAddsPerSecond();
  }
}
