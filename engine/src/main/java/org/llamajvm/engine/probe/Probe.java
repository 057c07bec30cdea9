package org.llamajvm.engine.probe;

/** Says how fast a machine is. One thread at a time. */
public interface Probe extends AutoCloseable {

  /** How fast it is now. */
  MachineSpeed measure();

  /** Gives what it holds back. */
  @Override
  void close();
}
