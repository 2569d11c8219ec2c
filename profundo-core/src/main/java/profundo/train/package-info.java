/// Training: what one batch does, the loop around it, and what happened, told as events.
///
/// A [profundo.train.Trainer] owns the loop and nothing else. It tells what happens as [profundo.train.TrainEvent]s to
/// [profundo.train.Listener]s: progress, logs, checkpoints and early stopping are all listeners.
package profundo.train;
