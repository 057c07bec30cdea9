package org.llamajvm.convert.files;

/** Is told how far a long piece of work has come. Called by one thread at a time. */
public interface Progress {

  /** Tells nobody. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String what, long bytes) {
          // nobody listens
        }

        @Override
        public void advance(long bytes) {
          // nobody listens
        }
      };

  /**
   * A piece of work begins, and the one before it is done.
   *
   * @param what what is being done
   * @param bytes how many bytes will be worked through
   */
  void begin(String what, long bytes);

  /** So many more bytes of the work are done. */
  void advance(long bytes);
}
