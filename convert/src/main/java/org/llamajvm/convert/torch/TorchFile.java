package org.llamajvm.convert.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.convert.pickle.PickleValue;
import org.llamajvm.convert.pickle.PickleValue.Dictionary;
import org.llamajvm.convert.pickle.PickleValue.Storage;
import org.llamajvm.convert.pickle.PickleValue.Tensor;
import org.llamajvm.convert.pickle.PickleValue.Text;
import org.llamajvm.convert.pickle.Unpickler;
import org.llamajvm.convert.zip.StoredZip;
import org.llamajvm.convert.zip.ZipEntry;
import org.llamajvm.format.ModelFormatException;

/**
 * A state dict in the zip form of {@code torch.save}: the pickle {@code ROOT/data.pkl}, a storage
 * in every {@code ROOT/data/KEY}. Immutable; tensors borrow the mapped file.
 */
public final class TorchFile {

  private static final String PICKLE = "/data.pkl";
  private static final int LONGEST_BYTE_ORDER = 16;

  private final StoredZip zip;
  private final String root;
  private final Map<String, TorchTensor> tensors;

  private TorchFile(StoredZip zip, String root, Map<String, TorchTensor> tensors) {
    this.zip = zip;
    this.root = root;
    this.tensors = tensors;
  }

  /**
   * Maps a file and reads its pickle; the arena owns the mapping.
   *
   * @throws ModelFormatException if the file is damaged, or its pickle is refused
   * @throws IOException if the file cannot be read
   */
  public static TorchFile open(Path path, Arena arena) throws IOException {
    StoredZip zip = StoredZip.open(MappedFile.open(path, arena));
    ZipEntry pickle = pickle(zip);
    String root = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    checkByteOrder(zip, root);
    PickleValue value = Unpickler.read(path, pickle.offset(), pickle.content());
    if (!(value instanceof Dictionary dictionary)) {
      throw ModelFormatException.unsupported(
          path, pickle.offset(), "pickle is no dictionary of tensors");
    }
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<PickleValue, PickleValue> item : dictionary.items().entrySet()) {
      if (!(item.getKey() instanceof Text(String name))
          || !(item.getValue() instanceof Tensor tensor)) {
        throw ModelFormatException.unsupported(
            path, pickle.offset(), "%s in the pickle is no tensor".formatted(item.getKey()));
      }
      tensors.put(name, new TorchTensor(name, tensor, storage(zip, root, tensor.storage())));
    }
    return new TorchFile(zip, root, Collections.unmodifiableMap(tensors));
  }

  private static ZipEntry pickle(StoredZip zip) throws ModelFormatException {
    List<ZipEntry> found = new ArrayList<>();
    for (ZipEntry entry : zip.entries().values()) {
      if (entry.name().endsWith(PICKLE)
          && entry.name().indexOf('/') == entry.name().lastIndexOf('/')) {
        found.add(entry);
      }
    }
    if (found.size() != 1) {
      throw ModelFormatException.unsupported(
          zip.file().path(),
          "zip archive holds %d pickles, expected 1: ROOT/data.pkl".formatted(found.size()));
    }
    return found.getFirst();
  }

  private static void checkByteOrder(StoredZip zip, String root) throws ModelFormatException {
    ZipEntry entry = zip.entries().get(root + "/byteorder");
    if (entry == null) {
      return;
    }
    byte[] order =
        entry
            .content()
            .asSlice(0, Math.min(entry.size(), LONGEST_BYTE_ORDER))
            .toArray(ValueLayout.JAVA_BYTE);
    String name = new String(order, StandardCharsets.ISO_8859_1);
    if (!name.equals("little")) {
      throw ModelFormatException.unsupported(
          zip.file().path(),
          entry.offset(),
          "byte order is '%s', expected 'little'".formatted(name));
    }
  }

  private static ZipEntry storage(StoredZip zip, String root, Storage storage)
      throws ModelFormatException {
    String name = root + "/data/" + storage.key();
    ZipEntry entry =
        zip.entry(name)
            .orElseThrow(() ->
                ModelFormatException.corrupt(
                    zip.file().path(), "storage '%s' is missing".formatted(name)));
    int bytes = storage.type().bytes();
    if (entry.size() % bytes != 0 || entry.size() / bytes != storage.count()) {
      throw ModelFormatException.corrupt(
          zip.file().path(),
          entry.offset(),
          "storage '%s' has %d bytes, expected %d elements of %d"
              .formatted(name, entry.size(), storage.count(), bytes));
    }
    return entry;
  }

  /** The file. */
  public Path path() {
    return zip.file().path();
  }

  /**
   * The folder in the archive: the name that the file had when it was saved, without its suffix.
   */
  public String root() {
    return root;
  }

  /** The tensors by name, in the order in which they were saved. */
  public Map<String, TorchTensor> tensors() {
    return tensors;
  }
}
