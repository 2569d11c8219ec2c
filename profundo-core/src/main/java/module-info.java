/// Deep learning in plain Java: a language of tensors, its compiler, layers and training.
module org.profundo.core {
  requires static jdk.incubator.vector;

  exports profundo;
  exports profundo.compile;
  exports profundo.data;
  exports profundo.explain;
  exports profundo.io;
  exports profundo.nn;
  exports profundo.optim;
  exports profundo.reference;
  exports profundo.train;

  uses profundo.Evaluator;

  provides profundo.Evaluator with
      profundo.compile.Engine.Shared;
}
