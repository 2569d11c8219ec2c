/// Why a model answers as it does: pictures of what in an input counts for an output.
///
/// All methods take a classifier, from `[batch, ...]` to scores `[batch, classes]` before any softmax, as it is in use, and
/// look at one score. What they give is an [profundo.Array]; drawing it is left to others.
package profundo.explain;
