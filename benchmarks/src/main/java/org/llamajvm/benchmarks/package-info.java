/**
 * One JMH benchmark for each kernel, scalar beside vector, on one thread.
 *
 * <pre>{@code
 * mvn -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java --add-modules jdk.incubator.vector -jar benchmarks/target/benchmarks.jar MatrixBenchmark
 * }</pre>
 *
 * <p>The usual options of JMH choose and shorten: {@code -p kernels=VECTOR -p tokens=1 -f 1 -wi 3
 * -i 5 -r 1}.
 */
package org.llamajvm.benchmarks;
