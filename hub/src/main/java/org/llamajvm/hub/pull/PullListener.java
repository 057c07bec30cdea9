package org.llamajvm.hub.pull;

/** Is told how a pull goes, by several threads at once. */
public interface PullListener {

  /** Wants to know nothing. */
  PullListener NONE =
      new PullListener() {
        @Override
        public void onPlan(int files, long bytes, long there) {}

        @Override
        public void onBytes(long bytes) {}

        @Override
        public void onNotice(String sentence) {}
      };

  /** Files are about to be written; may be told several times. */
  default void onStart() {}

  /**
   * What is to be fetched is known.
   *
   * @param files that are not here yet
   * @param bytes of these
   * @param there bytes of these that an earlier pull has left
   */
  void onPlan(int files, long bytes, long there);

  /**
   * Bytes have come.
   *
   * @param bytes negative if what had come was of no use
   */
  void onBytes(long bytes);

  /** Something that people should know: a wait, another try. */
  void onNotice(String sentence);
}
