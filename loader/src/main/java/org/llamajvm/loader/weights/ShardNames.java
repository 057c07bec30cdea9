package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.format.ModelFormatException;

/** The files of a directory that are called {@code PREFIX-0000i-of-0000N.ENDING}. */
public final class ShardNames {

  private static final Pattern NAME =
      Pattern.compile("(?<prefix>.+)-(?<number>\\d{1,9})-of-(?<total>\\d{1,9})\\.[a-z]+");

  private record Shard(String name, String prefix, int number, int total, String ending) {}

  private final List<Shard> shards;

  private ShardNames(List<Shard> shards) {
    this.shards = shards;
  }

  /**
   * Those of the names that are a shard's.
   *
   * @param names file names, in the order in which messages shall name them
   * @param ending such as {@code .safetensors}
   */
  public static ShardNames of(List<String> names, String ending) {
    List<Shard> shards = new ArrayList<>();
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (name.endsWith(ending) && matcher.matches()) {
        shards.add(
            new Shard(
                name,
                matcher.group("prefix"),
                Integer.parseInt(matcher.group("number")),
                Integer.parseInt(matcher.group("total")),
                ending));
      }
    }
    return new ShardNames(shards);
  }

  /** Whether none is a shard's. */
  public boolean isEmpty() {
    return shards.isEmpty();
  }

  /**
   * Refuses shards in a directory whose model is a single file.
   *
   * @throws ModelFormatException if there is one
   */
  public void checkNoneBeside(String single, Path directory) throws ModelFormatException {
    if (!isEmpty()) {
      throw ModelFormatException.of(
          CORRUPT,
          "Two models in one directory: %s and shard %s"
              .formatted(single, shards.getFirst().name()),
          directory);
    }
  }

  /** Refuses a shard that bears the prefix of the model's shards and is not one of them. */
  void checkNoneOf(ShardNames model, Path directory) throws ModelFormatException {
    for (Shard extra : shards) {
      for (Shard shard : model.shards) {
        if (extra.prefix().equals(shard.prefix())) {
          throw ModelFormatException.of(
              CORRUPT,
              extra.total() == shard.total()
                  ? "Shard %s is not named by the index, which names %s"
                      .formatted(extra.name(), shard.name())
                  : differentTotals(shard, extra),
              directory);
        }
      }
    }
  }

  /**
   * The names in the order of their numbers. There must be one.
   *
   * @throws ModelFormatException if the numbers are not 1 to the total, each once
   */
  public List<String> complete(Path directory) throws ModelFormatException {
    Shard first = shards.getFirst();
    int total = first.total();
    // The numbers are at most those that file names give: no array is sized by a name alone.
    List<Shard> sorted = shards.stream().sorted((a, b) -> a.number() - b.number()).toList();
    for (Shard shard : sorted) {
      if (shard.total() != total) {
        throw ModelFormatException.of(CORRUPT, differentTotals(first, shard), directory);
      }
    }
    int expected = 1;
    Shard previous = null;
    for (Shard shard : sorted) {
      if (shard.number() < 1 || shard.number() > total) {
        throw ModelFormatException.of(
            CORRUPT,
            "Shard %s has a number that is not from 1 to %d".formatted(shard.name(), total),
            directory);
      }
      if (previous != null && previous.number() == shard.number()) {
        throw ModelFormatException.of(
            CORRUPT,
            "Shard %d of %d is there twice: %s and %s"
                .formatted(shard.number(), total, previous.name(), shard.name()),
            directory);
      }
      if (shard.number() != expected) {
        throw missing(first, expected, directory);
      }
      expected++;
      previous = shard;
    }
    if (expected <= total) {
      throw missing(first, expected, directory);
    }
    return sorted.stream().map(Shard::name).toList();
  }

  private static ModelFormatException missing(Shard like, int number, Path directory) {
    return ModelFormatException.of(
        MISSING,
        "Shard %s-%05d-of-%05d%s is missing"
            .formatted(like.prefix(), number, like.total(), like.ending()),
        directory);
  }

  private static String differentTotals(Shard one, Shard other) {
    return "Shards of two different models: %s and %s".formatted(one.name(), other.name());
  }
}
