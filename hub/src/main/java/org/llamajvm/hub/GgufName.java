package org.llamajvm.hub;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a GGUF file says.
 *
 * @param file the name, with directories before it or without
 * @param stem the name without directories, number and extension: the same for all files of a set
 * @param number of the file in its set, from 1
 * @param total files in the set
 */
public record GgufName(String file, String stem, int number, int total) {

  private static final String EXTENSION = ".gguf";

  private static final Pattern PART =
      Pattern.compile("(?<stem>.+)-(?<number>\\d{5})-of-(?<total>\\d{5})");

  private static final Pattern QUANTIZATION =
      Pattern.compile(
          "(?i)(?<=^|[-._])(?:UD-)?(?:I?Q\\d+(?:_[0-9A-Z]+)*|TQ\\d_\\d|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32)(?=$|[-._])");

  /** Beginnings of names of files that lie beside a model and are none. */
  private static final List<String> SIDE_FILES = List.of("mmproj-", "mtp-", "imatrix");

  /** Reads a name; nothing if it is not that of a model in GGUF. */
  public static Optional<GgufName> of(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(EXTENSION)
        || lower.length() == EXTENSION.length()
        || SIDE_FILES.stream().anyMatch(lower::startsWith)) {
      return Optional.empty();
    }
    String stem = name.substring(0, name.length() - EXTENSION.length());
    Matcher part = PART.matcher(stem);
    if (part.matches()) {
      int number = Integer.parseInt(part.group("number"));
      int total = Integer.parseInt(part.group("total"));
      if (number >= 1 && number <= total) {
        return Optional.of(new GgufName(file, part.group("stem"), number, total));
      }
    }
    return Optional.of(new GgufName(file, stem, 1, 1));
  }

  /** The set that the file belongs to: its directories and its stem. */
  public String set() {
    return file.substring(0, file.lastIndexOf('/') + 1) + stem;
  }

  /** How the weights are quantised, such as {@code Q4_K_M}, if the name says so. */
  public Optional<String> quantization() {
    return QUANTIZATION
        .matcher(stem)
        .results()
        .reduce((_, last) -> last)
        .map(found -> found.group().toUpperCase(Locale.ROOT));
  }
}
