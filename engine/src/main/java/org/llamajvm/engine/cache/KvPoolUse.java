package org.llamajvm.engine.cache;

/**
 * What the pages of a {@link KvPool} are used for, at one moment.
 *
 * @param capacity pages that the budget has room for
 * @param used pages that sequences use; a shared one counts once
 * @param promised pages that sequences may yet take without being refused
 * @param cached pages that no sequence uses, kept for prompts that begin alike
 */
public record KvPoolUse(long capacity, int used, long promised, int cached) {}
