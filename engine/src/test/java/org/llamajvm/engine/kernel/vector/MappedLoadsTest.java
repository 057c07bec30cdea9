package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;

/**
 * Loads of vectors from weights, which may be mapped files, and {@link OffHeap}: it is asked inside
 * the outermost loop, because the JVM may compile a method from a loop on, without what is before
 * it. Pages of keys and values are memory of this program.
 */
class MappedLoadsTest {

  private static final String OFF_HEAP = "org/llamajvm/engine/kernel/vector/lanes/OffHeap";

  /** Instructions from {@code first} to {@code last}. */
  private record Range(int first, int last) {

    boolean has(int index) {
      return first <= index && index <= last;
    }
  }

  @Test
  void loadsOfWeightsTellTheCompilerOfTheMemory() throws IOException {
    List<String> loading = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    for (Map.Entry<String, CodeModel> method : KernelMethods.read().entrySet()) {
      List<CodeElement> code = method.getValue().elementList();
      List<Integer> loads = calls(code, "jdk/incubator/vector/", "fromMemorySegment");
      if (!method.getKey().contains("/matmul/") || loads.isEmpty()) {
        continue;
      }
      loading.add(method.getKey());
      List<Integer> told = calls(code, OFF_HEAP, "of");
      for (int load : loads) {
        Range range = outermostLoop(code, load);
        if (told.stream().noneMatch(range::has)) {
          untold.add(method.getKey());
        }
      }
    }
    assertThat(loading).hasSizeGreaterThan(15);
    assertThat(untold).isEmpty();
  }

  @Test
  void theCompilerIsToldByALoadOfOneElement() throws IOException {
    String segment = "Ljava/lang/foreign/MemorySegment;";
    CodeModel of = KernelMethods.read().get("%s.of(%s)%s".formatted(OFF_HEAP, segment, segment));
    assertThat(calls(of.elementList(), "java/lang/foreign/MemorySegment", "get")).hasSize(1);
  }

  private static List<Integer> calls(List<CodeElement> code, String owner, String method) {
    List<Integer> calls = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i) instanceof InvokeInstruction call
          && call.owner().asInternalName().startsWith(owner)
          && call.name().equalsString(method)) {
        calls.add(i);
      }
    }
    return calls;
  }

  /** The largest loop around an instruction, or else all of the method. */
  private static Range outermostLoop(List<CodeElement> code, int index) {
    Range outermost = null;
    for (int i = index; i < code.size(); i++) {
      if (code.get(i) instanceof BranchInstruction branch) {
        Range loop = new Range(indexOf(code, branch), i);
        if (loop.has(index) && (outermost == null || loop.first() <= outermost.first())) {
          outermost = loop;
        }
      }
    }
    return outermost == null ? new Range(0, code.size()) : outermost;
  }

  private static int indexOf(List<CodeElement> code, BranchInstruction branch) {
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i) instanceof LabelTarget target && target.label().equals(branch.target())) {
        return i;
      }
    }
    throw new IllegalStateException("a branch leads nowhere");
  }
}
