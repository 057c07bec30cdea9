package org.llamajvm.convert.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Affine;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Blocks;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.checkpoint.TransformersOrder;
import org.llamajvm.convert.decode.Decoded;
import org.llamajvm.convert.decode.VectorRows;
import org.llamajvm.convert.experts.ExpertStack;
import org.llamajvm.convert.gguf.BlockPart.Part;
import org.llamajvm.convert.rows.HalfSplitRows;
import org.llamajvm.convert.rows.MappedRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.StackedRows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.models.architecture.Architectures;

/** The tensors of a GGUF file under the names and in the order of transformers. For one thread. */
final class ImportedTensors {

  /** What the configuration tells. */
  private static final Set<String> OF_CONFIG =
      Set.of("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight");

  private static final long MAX_SIZE = 1 << 24;
  private static final String EXPERTS = ".experts.";
  private static final String SINKS = ".self_attn.sinks";
  private static final String GATES = ".experts.gate_proj.weight";
  private static final String UPS = ".experts.up_proj.weight";
  private static final String DOWNS = ".experts.down_proj.weight";

  private final GgufModel model;
  private final TensorNames names;
  private final int headSize;
  private final boolean fusesExperts;
  private final List<CheckpointTensor> tensors = new ArrayList<>();
  private final TreeMap<String, GgufTensor> fused = new TreeMap<>();

  ImportedTensors(GgufModel model, JsonObject config) throws ModelException {
    this.model = model;
    String architecture = model.metadata().text("general.architecture").orElseThrow();
    this.names = TensorNames.of(architecture);
    this.headSize = Architectures.STANDARD.config(config).headSize();
    this.fusesExperts = architecture.equals("granitemoe");
  }

  List<CheckpointTensor> list() throws ModelException {
    for (String name : model.names()) {
      if (!OF_CONFIG.contains(name)) {
        add(model.info(name));
      }
    }
    if (fused.keySet().stream().filter(name -> name.endsWith(GATES)).count() * 3 != fused.size()) {
      GgufTensor first = fused.firstEntry().getValue();
      throw first.wrongShape("and not all three matrices of its experts are there");
    }
    for (String gates : fused.keySet().stream().filter(name -> name.endsWith(GATES)).toList()) {
      fuse(gates.substring(0, gates.length() - GATES.length()));
    }
    tensors.sort(Comparator.comparing(CheckpointTensor::name, new TransformersOrder()));
    return List.copyOf(tensors);
  }

  private void add(GgufTensor tensor) throws ModelException {
    String name =
        names
            .huggingFace(tensor.name())
            .orElseThrow(() ->
                ModelFormatException.unsupported(
                    tensor.file(),
                    tensor.offset(),
                    "GGUF file",
                    "tensor '%s' has no name in Hugging Face's layout".formatted(tensor.name())));
    List<Long> shape = tensor.shape();
    checkShape(tensor, name);
    if (shape.size() == 3) {
      if (fusesExperts) {
        fused.put(name, tensor);
      } else {
        for (int expert = 0; expert < shape.get(0); expert++) {
          tensors.add(matrix(tensor, ofExpert(name, expert), expert, false));
        }
      }
    } else if (name.contains(EXPERTS)) {
      CheckpointTensor biases = vector(tensor, name);
      for (int expert = 0; expert < shape.get(0); expert++) {
        tensors.add(ExpertStack.part(biases, expert, ofExpert(name, expert)));
      }
    } else if (shape.size() < 2) {
      tensors.add(vector(tensor, name));
    } else {
      tensors.add(matrix(tensor, name, 0, isTurned(name)));
    }
  }

  private static String ofExpert(String name, int expert) {
    return name.replace(EXPERTS, EXPERTS + expert + ".");
  }

  private void checkShape(GgufTensor tensor, String name) throws ModelFormatException {
    int axes = tensor.shape().size();
    int wanted = name.endsWith(".bias") ? 2 : 3;
    boolean fits = name.contains(EXPERTS) ? axes == wanted : axes == 1 || axes == 2;
    if (!fits || tensor.shape().stream().anyMatch(size -> size < 1 || size > MAX_SIZE)) {
      throw tensor.wrongShape("expected a vector, a matrix or the matrices of experts");
    }
    if (isTurned(name) && tensor.shape().getFirst() % headSize != 0) {
      throw tensor.wrongShape("expected a multiple of the size of a head, %d".formatted(headSize));
    }
  }

  private boolean isTurned(String name) {
    return names.interleavesHeads() && (name.contains(".q_proj.") || name.contains(".k_proj."));
  }

  private CheckpointTensor vector(GgufTensor tensor, String name) throws ModelException {
    FloatType type = tensor.floatType();
    IntUnaryOperator place =
        isTurned(name) ? new RowOrder(headSize)::place : IntUnaryOperator.identity();
    float plus = names.addsOneToNorms() && name.endsWith("norm.weight") ? -1 : 0;
    int length = Math.toIntExact(tensor.elements());
    Rows data = new MappedRows(tensor.file(), model.segment(tensor.name()), 1, tensor.bytes());
    Floats stored = new Floats(name, tensor.shape(), type, data);
    Rows values = new VectorRows(stored, length, place, plus);
    if (tensor.shape().size() == 2) {
      return new Floats(name, tensor.shape(), FloatType.F32, values.cut(tensor.shape().get(0)));
    }
    // what is a vector here and a matrix of one row there
    boolean row = name.endsWith("shared_expert_gate.weight");
    List<Long> shape = row ? List.of(1L, (long) length) : List.of((long) length);
    String own = name.endsWith(SINKS + ".weight") ? withoutEnding(name) : name;
    return new Floats(own, shape, FloatType.F32, values);
  }

  private static String withoutEnding(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** A matrix, or one of a stack. */
  private CheckpointTensor matrix(GgufTensor tensor, String name, int index, boolean turned)
      throws ModelException {
    List<Long> shape = tensor.shape().subList(tensor.shape().size() - 2, tensor.shape().size());
    long count = shape.get(0);
    int cols = Math.toIntExact(shape.get(1));
    long rowBytes = tensor.bytes() / (tensor.elements() / cols);
    Rows stored =
        new MappedRows(
            tensor.file(),
            model.segment(tensor.name()).asSlice(index * count * rowBytes, count * rowBytes),
            count,
            rowBytes);
    Rows rows = turned ? new HalfSplitRows(stored, headSize) : stored;
    if (tensor.type().floatType().isPresent()) {
      return new Floats(name, shape, tensor.type().floatType().get(), rows);
    }
    BlockType type = tensor.type().blockType().orElseThrow();
    int bits = BlockPart.bits(type);
    if (bits == 0) {
      return new Blocks(name, shape, type, rows);
    }
    return new Affine(
        name,
        shape,
        bits,
        BlockPart.GROUP,
        FloatType.F16,
        new BlockPart(name, rows, type, cols, Part.CODES),
        new BlockPart(name, rows, type, cols, Part.SCALES),
        new BlockPart(name, rows, type, cols, Part.BIASES));
  }

  /** The gates and ups of a layer's experts become one tensor, gates before ups. */
  private void fuse(String module) throws ModelException {
    GgufTensor gates = fused.get(module + GATES);
    GgufTensor ups = fused.get(module + UPS);
    GgufTensor downs = fused.get(module + DOWNS);
    if (ups == null
        || downs == null
        || !ups.shape().equals(gates.shape())
        || !downs.shape().getFirst().equals(gates.shape().getFirst())) {
      throw ModelFormatException.corrupt(
          gates.file(),
          gates.offset(),
          "GGUF file",
          "tensor '%s' has no partners of the same shape".formatted(gates.name()));
    }
    List<Rows> gateUps = new ArrayList<>();
    List<Rows> down = new ArrayList<>();
    int experts = Math.toIntExact(gates.shape().get(0));
    for (int expert = 0; expert < experts; expert++) {
      gateUps.add(decoded(gates, expert));
      gateUps.add(decoded(ups, expert));
      down.add(decoded(downs, expert));
    }
    List<Long> shape = List.of((long) experts, 2 * gates.shape().get(1), gates.shape().get(2));
    tensors.add(
        new Floats(
            module + ".input_linear.weight", shape, FloatType.F32, new StackedRows(gateUps)));
    tensors.add(
        new Floats(
            module + ".output_linear.weight", downs.shape(), FloatType.F32, new StackedRows(down)));
  }

  private Rows decoded(GgufTensor tensor, int expert) throws ModelException {
    return Decoded.inF32(matrix(tensor, tensor.name(), expert, false)).data();
  }
}
