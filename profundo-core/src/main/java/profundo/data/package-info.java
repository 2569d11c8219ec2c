/// Data: tables of samples, batches prepared ahead, the idx format, MNIST-shaped folders and the generated digits.
///
/// Everything read from outside is taken as hostile: a [profundo.data.DataException] names the file, what was expected,
/// what came and the remedy.
package profundo.data;
