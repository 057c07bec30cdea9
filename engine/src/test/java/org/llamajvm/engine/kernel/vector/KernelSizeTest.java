package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The sizes of the kernels' methods, on which it depends whether C2 keeps vectors in registers. It
 * stops inlining once a method has become 18,000 nodes ({@code NodeCountInliningCutoff}); a vector
 * that is passed to a method that was not inlined is allocated, and everything is thirty times
 * slower.
 */
class KernelSizeTest {

  /** {@code MaxInlineSize}: what is no larger is inlined unless it seems never called. */
  private static final int ALWAYS_INLINED = 35;

  /** {@code FreqInlineSize}: what is larger is not inlined however often it was called. */
  private static final int NEVER_INLINED = 325;

  /**
   * Calls of the Vector API that leave little room beside them: 48 have been seen to be too many.
   */
  private static final int MANY_CALLS = 32;

  private static final Pattern VECTOR =
      Pattern.compile("jdk/incubator/vector/(Float|Int|Short|Byte|Long|Double)Vector;");

  private Map<String, CodeModel> methods;

  @BeforeEach
  void readClasses() throws IOException {
    methods = KernelMethods.read();
    assertThat(methods).hasSizeGreaterThan(100);
  }

  private static int size(CodeModel code) {
    return ((CodeAttribute) code).codeLength();
  }

  /** Calls of the Vector API, those in inlined methods included. */
  private int calls(CodeModel code) {
    int calls = 0;
    for (var element : code) {
      if (element instanceof InvokeInstruction call) {
        String name = call.owner().asInternalName() + '.' + call.name() + call.type().stringValue();
        CodeModel own = methods.get(name);
        if (own != null) {
          calls += size(own) <= ALWAYS_INLINED ? calls(own) : 0;
        } else if (name.contains("jdk/incubator/vector/")) {
          calls++;
        }
      }
    }
    return calls;
  }

  @Test
  void whatTakesOrReturnsAVectorIsInlinedAlways() {
    List<String> large = new ArrayList<>();
    methods.forEach((name, code) -> {
      if (VECTOR.matcher(name).find() && size(code) > ALWAYS_INLINED) {
        large.add("%s has %d bytes".formatted(name, size(code)));
      }
    });
    assertThat(large).isEmpty();
  }

  @Test
  void whatCallsTheVectorApiOftenIsCompiledAlone() {
    List<String> inlined = new ArrayList<>();
    methods.forEach((name, code) -> {
      if (calls(code) > MANY_CALLS && size(code) <= NEVER_INLINED) {
        inlined.add("%s: %d calls, %d bytes".formatted(name, calls(code), size(code)));
      }
    });
    assertThat(inlined).isEmpty();
  }
}
