/// Optimizers, learning-rate schedules and gradient clipping, as tensor arithmetic.
package profundo.optim;
