package org.llamajvm.convert.meta;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.llama.MetaParams;
import org.llamajvm.convert.llama.Weight;
import org.llamajvm.convert.llama.WeightName;
import org.llamajvm.convert.torch.TorchFile;
import org.llamajvm.convert.torch.TorchTensor;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** The opened slices of a checkpoint, in order, each with the same tensors. */
final class Slices {

  /** The folder in a slice's archive is the name that the slice had when it was saved. */
  private static final Pattern SAVED_AS = Pattern.compile("consolidated\\.(\\d{1,4})");

  /** Rotary frequencies, which follow from the parameters. */
  private static final String FREQUENCIES = "rope.freqs";

  private final List<TorchFile> files;

  private Slices(List<TorchFile> files) {
    this.files = files;
  }

  /**
   * Maps the slices and checks that each is what its name says, with the tensors of a Llama.
   *
   * @throws ModelFormatException if a slice is missing, doubled, renamed or damaged
   */
  static Slices open(Path directory, MetaParams params, Arena arena) throws IOException {
    List<TorchFile> files = new ArrayList<>();
    for (Path path : SliceFiles.find(directory)) {
      TorchFile file = TorchFile.open(path, arena);
      checkSavedAs(file);
      files.add(file);
    }
    Slices slices = new Slices(List.copyOf(files));
    slices.checkNames(params);
    slices.checkCount(directory, params);
    return slices;
  }

  private static void checkSavedAs(TorchFile file) throws ModelFormatException {
    Matcher saved = SAVED_AS.matcher(file.root());
    if (saved.matches() && Integer.parseInt(saved.group(1)) != SliceFiles.number(file.path())) {
      throw ModelFormatException.corrupt(
          file.path(),
          "slice was saved as %s.pth; it was renamed or copied".formatted(file.root()));
    }
  }

  private void checkNames(MetaParams params) throws ModelFormatException {
    Set<String> known = new HashSet<>(Set.of(FREQUENCIES));
    WeightName.all(params.layers()).forEach(name -> known.add(name.meta()));
    for (TorchFile file : files) {
      for (String name : file.tensors().keySet()) {
        if (!known.contains(name)) {
          throw ModelFormatException.unsupported(
              file.path(),
              "tensor '%s' is not one of a Llama of %d layers".formatted(name, params.layers()));
        }
      }
    }
  }

  /** The share that one slice has of a query projection tells how many there should be. */
  private void checkCount(Path directory, MetaParams params) throws ModelFormatException {
    TorchTensor queries = tensor(0, new WeightName(Weight.QUERY, 0));
    long expected = (long) params.heads() * params.headSize();
    long share = queries.shape().isEmpty() ? 0 : queries.shape().getFirst();
    if (share > 0 && expected % share == 0 && expected / share > files.size()) {
      throw SliceFiles.missing(
          directory,
          files.size(),
          "'%s' has %d of %d rows in each slice, so there should be %d slices"
              .formatted(queries.name(), share, expected, expected / share));
    }
  }

  int count() {
    return files.size();
  }

  List<Path> paths() {
    return files.stream().map(TorchFile::path).toList();
  }

  /** Whether the first slice has this tensor. */
  boolean has(WeightName name) {
    return files.getFirst().tensors().containsKey(name.meta());
  }

  /** A tensor of one slice. */
  TorchTensor tensor(int slice, WeightName name) throws ModelFormatException {
    TorchTensor tensor = files.get(slice).tensors().get(name.meta());
    if (tensor == null) {
      throw ModelFormatException.of(
          Kind.MISSING, "Tensor '%s' is missing".formatted(name.meta()), files.get(slice).path());
    }
    return tensor;
  }

  /** A tensor of all slices, in order. */
  List<TorchTensor> tensors(WeightName name) throws ModelFormatException {
    List<TorchTensor> tensors = new ArrayList<>();
    for (int slice = 0; slice < files.size(); slice++) {
      tensors.add(tensor(slice, name));
    }
    return tensors;
  }
}
