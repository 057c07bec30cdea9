package org.llamajvm.loader.gguf;

import java.util.List;

/**
 * All of a file but the bytes of its tensors, with every rule of the format checked.
 *
 * @param version 2 or 3
 * @param metadata by key
 * @param tensors in the order of their bytes
 */
record GgufHeader(int version, GgufMetadata metadata, List<GgufTensor> tensors) {}
