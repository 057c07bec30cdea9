package org.llamajvm.convert.npz;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.convert.zip.ZipEntry;
import org.llamajvm.format.ModelFormatException;

/**
 * The header of a {@code .npy} file (format versions 1 to 3): magic, version, length, and a Python
 * dictionary of three keys.
 *
 * @param type what the elements are
 * @param columnsFirst whether the first axis varies fastest
 * @param shape size of every axis
 * @param dataOffset bytes before the first element
 */
record NpyHeader(NpyType type, boolean columnsFirst, List<Long> shape, long dataOffset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;

  private static final Pattern ITEM =
      Pattern.compile(
          "\\s*'(?<key>descr|fortran_order|shape)'\\s*:\\s*"
              + "(?:'(?<text>[^'\\\\]*)'|(?<flag>True|False)|\\((?<sizes>[0-9, ]*)\\))\\s*");

  /** Reads the header of an entry and checks the entry's size against it. */
  static NpyHeader read(ZipEntry entry) throws ModelFormatException {
    return new Parser(entry).parse();
  }

  private static final class Parser {

    private final ZipEntry entry;
    private final Path file;
    private NpyType type;
    private Boolean columnsFirst;
    private List<Long> shape;

    Parser(ZipEntry entry) {
      this.entry = entry;
      this.file = entry.file().path();
    }

    NpyHeader parse() throws ModelFormatException {
      long start = checkMagic();
      int lengthBytes = start == 10 ? 2 : 4;
      long length =
          lengthBytes == 2
              ? LittleEndian.u16(entry.content(), 8)
              : LittleEndian.u32(entry.content(), 8);
      if (length > LONGEST || length > entry.size() - start) {
        throw ModelFormatException.truncated(
            file,
            entry.offset() + 8,
            "header of '%s' takes %d bytes, %d left"
                .formatted(entry.name(), length, entry.size() - start));
      }
      byte[] text = entry.content().asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
      parseDictionary(new String(text, StandardCharsets.UTF_8).strip());
      checkSize(start + length);
      return new NpyHeader(type, columnsFirst, shape, start + length);
    }

    /** Where the dictionary begins. */
    private long checkMagic() throws ModelFormatException {
      if (entry.size() < 12) {
        throw ModelFormatException.truncated(
            file,
            entry.offset(),
            "entry '%s' has %d bytes, no .npy header".formatted(entry.name(), entry.size()));
      }
      byte[] start = entry.content().asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < MAGIC.length; i++) {
        if (start[i] != MAGIC[i]) {
          throw corrupt("does not begin as a .npy file does");
        }
      }
      if (start[6] < 1 || start[6] > 3 || start[7] != 0) {
        throw unsupported("has format version %d.%d".formatted(start[6], start[7]));
      }
      return start[6] == 1 ? 10 : 12;
    }

    private void parseDictionary(String text) throws ModelFormatException {
      if (!text.startsWith("{") || !text.endsWith("}")) {
        throw corrupt("has a header that is no dictionary");
      }
      String inside = text.substring(1, text.length() - 1);
      Matcher item = ITEM.matcher(inside);
      int at = 0;
      while (item.region(at, inside.length()).lookingAt()) {
        take(item);
        at = item.end();
        if (at < inside.length() && inside.charAt(at) == ',') {
          at++;
        } else {
          break;
        }
      }
      if (!inside.substring(at).isBlank()
          || type == null
          || columnsFirst == null
          || shape == null) {
        throw corrupt("has a header that is not descr, fortran_order and shape: " + text);
      }
    }

    private void take(Matcher item) throws ModelFormatException {
      String text = item.group("text");
      String flag = item.group("flag");
      String sizes = item.group("sizes");
      switch (item.group("key")) {
        case "descr" -> {
          if (text == null || type != null) {
            throw corrupt("has a wrong descr");
          }
          type =
              NpyType.of(text)
                  .orElseThrow(() ->
                      unsupported(
                          "holds '%s', expected '<f4', '<f2', '|V2' or '<u4'".formatted(text)));
        }
        case "fortran_order" -> {
          if (flag == null || columnsFirst != null) {
            throw corrupt("has a wrong fortran_order");
          }
          columnsFirst = flag.equals("True");
        }
        default -> {
          if (sizes == null || shape != null) {
            throw corrupt("has a wrong shape");
          }
          shape = sizes(sizes);
        }
      }
    }

    private List<Long> sizes(String text) throws ModelFormatException {
      List<Long> sizes = new ArrayList<>();
      for (String size : text.split(",", -1)) {
        if (size.isBlank()) {
          continue;
        }
        if (!size.strip().matches("\\d{1,18}")) {
          throw corrupt("has a wrong shape (%s)".formatted(text));
        }
        sizes.add(Long.valueOf(size.strip()));
      }
      return List.copyOf(sizes);
    }

    private void checkSize(long dataOffset) throws ModelFormatException {
      long bytes = type.bytes();
      try {
        for (long size : shape) {
          bytes = Math.multiplyExact(bytes, size);
        }
      } catch (ArithmeticException e) {
        throw corrupt("has shape %s".formatted(shape));
      }
      if (bytes != entry.size() - dataOffset) {
        throw corrupt(
            "has %d bytes of elements, expected %d for shape %s"
                .formatted(entry.size() - dataOffset, bytes, shape));
      }
    }

    private ModelFormatException corrupt(String problem) {
      return ModelFormatException.corrupt(
          file, entry.offset(), "entry '%s' %s".formatted(entry.name(), problem));
    }

    private ModelFormatException unsupported(String problem) {
      return ModelFormatException.unsupported(
          file, entry.offset(), "entry '%s' %s".formatted(entry.name(), problem));
    }
  }
}
