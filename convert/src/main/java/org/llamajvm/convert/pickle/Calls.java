package org.llamajvm.convert.pickle;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.pickle.PickleValue.Dictionary;
import org.llamajvm.convert.pickle.PickleValue.Int;
import org.llamajvm.convert.pickle.PickleValue.Named;
import org.llamajvm.convert.pickle.PickleValue.Storage;
import org.llamajvm.convert.pickle.PickleValue.Tensor;
import org.llamajvm.convert.pickle.PickleValue.Text;
import org.llamajvm.convert.pickle.PickleValue.Tuple;
import org.llamajvm.format.ModelFormatException;

/** What the reader does itself where a pickle calls one of the known names. */
final class Calls {

  private static final int MOST_AXES = 8;

  private final PickleInput input;

  Calls(PickleInput input) {
    this.input = input;
  }

  /** The value of calling {@code function} with {@code arguments}. */
  PickleValue call(PickleValue function, PickleValue arguments) throws ModelFormatException {
    if (!(function instanceof Named(KnownName name)) || !(arguments instanceof Tuple tuple)) {
      throw input.refuse("calls something that is not a known name");
    }
    return switch (name) {
      case ORDERED_DICT -> orderedDict(tuple.items());
      case REBUILD_TENSOR -> tensor(tuple.items());
      case REBUILD_PARAMETER -> parameter(tuple.items());
      default -> throw input.refuse("calls %s".formatted(name));
    };
  }

  /** The storage that a persistent identifier names: ('storage', type, key, location, count). */
  Storage storage(PickleValue identifier) throws ModelFormatException {
    if (identifier instanceof Tuple(List<PickleValue> items, int _)
        && items.size() == 5
        && items.get(0).equals(new Text("storage"))
        && items.get(1) instanceof Named(KnownName name)
        && name.storage().isPresent()
        && items.get(2) instanceof Text(String key)
        && items.get(4) instanceof Int(long count)
        && count >= 0) {
      return new Storage(name.storage().get(), key, count);
    }
    throw input.refuse("persistent identifier that is no storage");
  }

  private PickleValue orderedDict(List<PickleValue> arguments) throws ModelFormatException {
    if (!arguments.isEmpty()) {
      throw input.refuse("OrderedDict with arguments");
    }
    return new Dictionary();
  }

  private PickleValue parameter(List<PickleValue> arguments) throws ModelFormatException {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof Tensor tensor) {
      return tensor;
    }
    throw input.corrupt("parameter without a tensor");
  }

  private PickleValue tensor(List<PickleValue> arguments) throws ModelFormatException {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Int(long offset)
        && arguments.get(2) instanceof Tuple shape
        && arguments.get(3) instanceof Tuple strides) {
      Tensor tensor = new Tensor(storage, offset, sizes(shape), sizes(strides));
      checkInside(tensor);
      return tensor;
    }
    throw input.corrupt("tensor without storage, offset, shape and strides");
  }

  private List<Long> sizes(Tuple tuple) throws ModelFormatException {
    if (tuple.items().size() > MOST_AXES) {
      throw input.refuse("tensor of %d axes".formatted(tuple.items().size()));
    }
    List<Long> sizes = new ArrayList<>();
    for (PickleValue item : tuple.items()) {
      if (!(item instanceof Int(long size)) || size < 0) {
        throw input.corrupt("size or stride of a tensor is no natural number");
      }
      sizes.add(size);
    }
    return sizes;
  }

  private void checkInside(Tensor tensor) throws ModelFormatException {
    if (tensor.shape().size() != tensor.strides().size() || tensor.offset() < 0) {
      throw input.corrupt("tensor whose strides do not fit its shape");
    }
    long count = tensor.storage().count();
    long elements = 1;
    long last = tensor.offset();
    try {
      for (int axis = 0; axis < tensor.shape().size(); axis++) {
        long size = tensor.shape().get(axis);
        elements = Math.multiplyExact(elements, size);
        long steps = Math.multiplyExact(Math.max(size - 1, 0), tensor.strides().get(axis));
        last = Math.addExact(last, steps);
      }
    } catch (ArithmeticException e) {
      throw input.corrupt("tensor of shape %s overflows".formatted(tensor.shape()));
    }
    if (elements > count || (elements > 0 && last >= count)) {
      throw input.corrupt(
          "tensor of shape %s and strides %s at %d does not fit a storage of %d elements"
              .formatted(tensor.shape(), tensor.strides(), tensor.offset(), count));
    }
  }
}
