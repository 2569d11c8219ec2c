/// Layers, initializers, losses, penalties and metrics.
///
/// A layer is a record of its configuration and its variables; a walk over record components names them
/// (`features.0.weight`). Nothing here holds global state: mode and randomness come with the [profundo.nn.Pass].
package profundo.nn;
