package org.llamajvm.engine.cache;

/**
 * What the {@linkplain KvLayout#blockBytes blocks} of a {@link KvPool} are used for, at one moment.
 *
 * @param capacity blocks that the budget has room for
 * @param used blocks that sequences use; a shared one counts once
 * @param promised blocks that sequences may yet take without being refused
 * @param cached blocks that no sequence uses, kept for prompts that begin alike
 */
public record KvPoolUse(long capacity, int used, long promised, int cached) {}
