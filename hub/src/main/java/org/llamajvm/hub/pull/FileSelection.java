package org.llamajvm.hub.pull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.llamajvm.format.JsonObject;
import org.llamajvm.hub.GgufName;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.ModelReference;

/**
 * Chooses the files of a repository that running its model needs.
 *
 * @param reference what is asked for
 * @param listing what there is
 * @param index reads an index of weights
 */
record FileSelection(ModelReference reference, RepositoryListing listing, IndexReader index) {

  private static final String CONFIG = "config.json";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";
  private static final String SAFETENSORS = ".safetensors";
  private static final String NUMBERED = ".*-\\d{5}-of-\\d{5}\\.safetensors";
  private static final String MORE_TEMPLATES = "additional_chat_templates/";
  private static final int MOST_NAMED = 12;

  /** What lies beside weights and is read, by this program or by transformers. */
  private static final Set<String> SIDE_FILES =
      Set.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "chat_template.json",
          "checksums.json");

  /** What is taken of several if none is named: small, and nearly as good as the whole. */
  private static final List<String> PREFERRED =
      List.of("Q4_K_M", "Q4_K_S", "Q4_0", "Q5_K_M", "Q6_K", "Q8_0", "BF16", "F16", "F32");

  /** Reads a small file of the repository. */
  @FunctionalInterface
  interface IndexReader {
    JsonObject read(RemoteFile file) throws IOException, InterruptedException;
  }

  /**
   * The files. The last one is that without which the others are no model.
   *
   * @throws HubException if there is no model that can be run, or several fit
   */
  List<RemoteFile> files() throws IOException, InterruptedException {
    boolean named = reference.quantization().isPresent();
    if (!named && listing.find(CONFIG).isPresent()) {
      List<RemoteFile> weights = weights();
      if (!weights.isEmpty()) {
        return directory(weights);
      }
    }
    Map<String, List<RemoteFile>> sets = ggufSets();
    if (sets.isEmpty()) {
      throw none(named);
    }
    List<RemoteFile> files = new ArrayList<>(sets.get(chosen(sets)));
    files.sort(Comparator.comparing(RemoteFile::path).reversed());
    return files;
  }

  private HubException none(boolean named) {
    String what = named ? "no GGUF file" : "neither safetensors nor a GGUF file";
    boolean other =
        listing.files().stream().anyMatch(file -> file.path().matches(".*\\.(bin|pth|pt|npz)"));
    return new HubException(
        Kind.MISSING,
        "%s has %s%s"
            .formatted(
                reference.repository(),
                what,
                other
                    ? ", but a checkpoint of another kind: fetch it by Hugging Face's tools, then run"
                        + " llama convert"
                    : ""));
  }

  private List<RemoteFile> directory(List<RemoteFile> weights) {
    Set<RemoteFile> files = new LinkedHashSet<>(weights);
    listing.find(INDEX).ifPresent(files::add);
    listing.files().stream()
        .filter(file ->
            SIDE_FILES.contains(file.path())
                || (file.path().startsWith(MORE_TEMPLATES) && file.path().endsWith(".jinja")))
        .forEach(files::add);
    files.add(listing.find(CONFIG).orElseThrow());
    return List.copyOf(files);
  }

  /** As the loader looks for them: by the index, else a single file, else numbered ones. */
  private List<RemoteFile> weights() throws IOException, InterruptedException {
    Optional<RemoteFile> indexFile = listing.find(INDEX);
    if (indexFile.isPresent()) {
      return byIndex(index.read(indexFile.get()));
    }
    Optional<RemoteFile> single = listing.find(SINGLE);
    if (single.isPresent()) {
      return List.of(single.get());
    }
    List<RemoteFile> all =
        listing.files().stream()
            .filter(file -> file.path().endsWith(SAFETENSORS) && !file.path().contains("/"))
            .toList();
    List<RemoteFile> numbered = all.stream().filter(file -> file.path().matches(NUMBERED)).toList();
    return numbered.isEmpty() ? all : numbered;
  }

  private List<RemoteFile> byIndex(JsonObject json) throws IOException {
    JsonObject map = json.object("weight_map");
    Set<String> names = new TreeSet<>();
    for (String tensor : map.keys()) {
      names.add(map.text(tensor));
    }
    List<RemoteFile> shards = new ArrayList<>();
    for (String name : names) {
      shards.add(
          listing
              .find(name)
              .orElseThrow(() ->
                  new HubException(
                      Kind.MISSING,
                      "%s names the shard %s in its index, but has no such file"
                          .formatted(reference.repository(), name))));
    }
    return shards;
  }

  /** The models in GGUF by the names of their sets. */
  private Map<String, List<RemoteFile>> ggufSets() {
    Map<String, List<RemoteFile>> sets = new LinkedHashMap<>();
    for (RemoteFile file : listing.files()) {
      GgufName.of(file.path())
          .ifPresent(name ->
              sets.computeIfAbsent(name.set() + "/" + name.total(), _ -> new ArrayList<>())
                  .add(file));
    }
    return sets;
  }

  private String chosen(Map<String, List<RemoteFile>> sets) throws HubException {
    if (reference.quantization().isPresent()) {
      String wanted = reference.quantization().get();
      List<String> found =
          sets.keySet().stream().filter(set -> is(name(sets, set), wanted)).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
      throw new HubException(
          Kind.MISSING,
          "%s has %s '%s'; name one of %s"
              .formatted(
                  reference.repository(),
                  found.isEmpty() ? "no" : "several models of",
                  wanted,
                  labels(sets, found.isEmpty())));
    }
    for (String preferred : PREFERRED) {
      for (String set : sets.keySet()) {
        if (is(name(sets, set), preferred)) {
          return set;
        }
      }
    }
    if (sets.size() == 1) {
      return sets.keySet().iterator().next();
    }
    throw new HubException(
        Kind.MISSING,
        "%s has several models in GGUF; name one, as %s:QUANT, of %s"
            .formatted(reference.repository(), reference.repository(), labels(sets, true)));
  }

  private static GgufName name(Map<String, List<RemoteFile>> sets, String set) {
    return GgufName.of(sets.get(set).getFirst().path()).orElseThrow();
  }

  private static boolean is(GgufName name, String wanted) {
    return name.stem().equalsIgnoreCase(wanted)
        || name.quantization().filter(own -> own.equalsIgnoreCase(wanted)).isPresent();
  }

  private static String labels(Map<String, List<RemoteFile>> sets, boolean byQuantization) {
    List<String> labels =
        sets.keySet().stream()
            .map(set -> name(sets, set))
            .map(name -> byQuantization ? name.quantization().orElse(name.stem()) : name.stem())
            .distinct()
            .sorted()
            .toList();
    return String.join(", ", labels.subList(0, Math.min(MOST_NAMED, labels.size())))
        + (labels.size() > MOST_NAMED ? ", and others" : "");
  }
}
