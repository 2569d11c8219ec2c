package profundo.compile;

/// A kernel bound to its routine, waiting for memory.
interface Action {
  void run(Memory memory);
}
