package org.llamajvm.loader.gguf;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one file of a split set: {@code PREFIX-0000i-of-0000N.gguf}.
 *
 * @param file as it was given
 * @param prefix what all files of the set have in common
 * @param number from 1 on
 * @param total files in the set
 */
record SplitName(Path file, String prefix, int number, int total) {

  private static final Pattern NAME =
      Pattern.compile("(?<prefix>.+)-(?<number>\\d{5})-of-(?<total>\\d{5})\\.gguf");

  /** The parts of a file's name, if it has them and they make sense. */
  static Optional<SplitName> of(Path file) {
    Path name = file.getFileName();
    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group("number"));
    int total = Integer.parseInt(matcher.group("total"));
    return number < 1 || number > total
        ? Optional.empty()
        : Optional.of(new SplitName(file, matcher.group("prefix"), number, total));
  }

  /** The file with another number of the same set, in the same directory. */
  Path sibling(int other) {
    return file.resolveSibling(
        String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, other, total));
  }
}
