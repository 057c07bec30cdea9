package org.llamajvm.convert.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.llamajvm.convert.plan.PlannedTensor;

/**
 * The head of a GGUF file.
 *
 * @param keys how many keys there are
 * @param metadata their bytes
 * @param tensors that the file will hold, in order
 */
@SuppressWarnings("ByteBufferBackingArray") // buffers are made by allocate
record HeaderBytes(int keys, List<byte[]> metadata, List<PlannedTensor> tensors) {

  private static final int VERSION = 3;
  private static final int LARGEST_INFO = 128;

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer start = buffer(24).put("GGUF".getBytes(StandardCharsets.US_ASCII));
    start.putInt(VERSION).putLong(tensors.size()).putLong(keys);
    bytes.writeBytes(start.array());
    metadata.forEach(bytes::writeBytes);
    long offset = 0;
    for (PlannedTensor tensor : tensors) {
      info(bytes, tensor, offset);
      long size = tensor.outputBytes();
      offset += size + GgufPlan.padding(size);
    }
    bytes.writeBytes(new byte[GgufPlan.padding(bytes.size())]);
    return bytes.toByteArray();
  }

  private static void info(ByteArrayOutputStream bytes, PlannedTensor tensor, long offset) {
    byte[] name = tensor.source().name().getBytes(StandardCharsets.UTF_8);
    List<Long> shape = tensor.source().shape();
    ByteBuffer info = buffer(LARGEST_INFO + name.length).putLong(name.length).put(name);
    info.putInt(shape.size());
    // the axis whose elements are neighbours comes first
    shape.reversed().forEach(info::putLong);
    info.putInt(GgufPlan.type(tensor).id()).putLong(offset);
    bytes.write(info.array(), 0, info.position());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
