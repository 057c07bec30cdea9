package org.llamajvm.models;

import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link Cleaner} whose thread starts when it is first needed. Safe to share between threads. */
final class LazyCleaner {

  private final ReentrantLock lock = new ReentrantLock();
  private Cleaner cleaner; // guarded by the lock, null as long as nobody needs it

  /** Runs the action once nobody holds the object any more, unless the program ends before. */
  void register(Object object, Runnable action) {
    lock.lock();
    try {
      if (cleaner == null) {
        cleaner = Cleaner.create();
      }
      cleaner.register(object, action);
    } finally {
      lock.unlock();
    }
  }
}
